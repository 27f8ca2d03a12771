import { z } from 'zod';

/** Options of `private-surrogate`. The prior of its process begins with the clip radii, which are public, and follows releases. */
export const privateSurrogateOptions = z.strictObject({
  kind: z.literal('private-surrogate'),
  /** K, orthonormal displacements of the design, the coordinates themselves where K = d; null: d, at most 64. */
  directions: z.int().min(1).max(2_000).nullable().default(null),
  /** ρ: the design is x + ρuₖ, K + 1 queries. Iterates stay as far from the faces of the box, so that all points are in it. */
  radius: z.number().positive().max(0.25).default(0.01),
  /** First radius of the trust region. */
  firstRadius: z.number().positive().max(10).default(0.1),
  /** Released numbers that the process is fitted to, as many whole releases as fit, at least two. */
  window: z.int().min(2).max(4_000).default(512),
});

export type PrivateSurrogateOptions = z.infer<typeof privateSurrogateOptions>;
