import { z } from 'zod';

/** Options of `private-surrogate`. The prior of its process follows from the clip radii, which are public. */
export const privateSurrogateOptions = z.strictObject({
  kind: z.literal('private-surrogate'),
  /** K, orthonormal displacements of the design, the coordinates themselves where K = d; null: d, at most 64. */
  directions: z.int().min(1).max(2_000).nullable().default(null),
  /** ρ: the design is x + ρuₖ, K + 1 queries. Iterates stay as far from the faces of the box, so that all points are in it. */
  radius: z.number().positive().max(0.25).default(0.01),
  /** ℓ of the prior; null: C₁/C₂, the length on which a slope of C₁ changes by itself where curvatures are C₂. */
  lengthScale: z.number().positive().max(1e3).nullable().default(null),
  /** Standard deviation of a slope along one direction in the prior; null: C₁/√d. */
  slope: z.number().positive().max(1e12).nullable().default(null),
  /** First radius of the trust region. */
  firstRadius: z.number().positive().max(10).default(0.1),
  /** Released numbers that the process is fitted to, as many whole releases as fit, at least two. */
  window: z.int().min(2).max(4_000).default(512),
});

export type PrivateSurrogateOptions = z.infer<typeof privateSurrogateOptions>;
