import { z } from 'zod';

/**
 * Options of `private-fzoos`. All are constants that are public: none follows from what is measured, as a length-scale by likelihood or a
 * scaling to the range of the values would.
 */
export const privateFzoosOptions = z.strictObject({
  kind: z.literal('private-fzoos'),
  /** K, orthonormal directions of the design, the coordinates themselves where K = d; null: d, at most 64. */
  directions: z.int().min(1).max(2_000).nullable().default(null),
  /** ρ: the design is x ± ρuₖ, 2 K + 1 queries. Iterates stay as far from the faces of the box, so that all points are in it. */
  radius: z.number().positive().max(0.25).default(0.02),
  /** ℓ of the kernel that the features stand for. */
  lengthScale: z.number().positive().max(1e3).default(0.1),
  /** M, two features a frequency; null: 8 d, at least 256 and 4 K. */
  features: z.int().min(2).max(100_000).nullable().default(null),
  /** σ² of the fit. Below 1e-3 a weight could be more than 16 times a value. */
  ridge: z.number().min(1e-3).max(1e3).default(1e-3),
  /** S, steps along the surrogate a round. They cost no query and no privacy. */
  localSteps: z.int().min(1).max(1_000).default(10),
  /** η of a step z ← Π(z − η ∇φ(z − x)ᵀw), in the unit box. */
  learningRate: z.number().positive().max(1e6).default(0.02),
  /** How far from x the surrogate is followed. */
  trustRadius: z.number().positive().max(10).default(0.05),
});

export type PrivateFzoosOptions = z.infer<typeof privateFzoosOptions>;
