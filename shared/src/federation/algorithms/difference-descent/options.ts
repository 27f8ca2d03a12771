import { z } from 'zod';

/** η of x ← Π(x − η ĝ), in the unit box. A constant that is public: it follows from nothing that is measured. */
const learningRate = z.number().positive().max(1e6).default(0.1);

/** The share of the declared rounds, the last ones, over which η falls to 0: what noise left is averaged out. */
const cooldown = z.number().min(0).max(1).default(0);

/** Options of `zo-diff2`. */
export const zoDiff2Options = z.strictObject({
  kind: z.literal('zo-diff2'),
  /** K, differences at a point along orthonormal directions, the coordinates themselves where K = d; null: d, at most 64. */
  directions: z.int().min(1).max(100_000).nullable().default(null),
  /** μ. Iterates stay as far from the faces of the box, so that all points are in it. */
  smoothingRadius: z.number().positive().max(0.1).default(1e-3),
  learningRate,
  cooldown,
});

/** Options of `diff2-gd`. */
export const diff2GdOptions = z.strictObject({ kind: z.literal('diff2-gd'), learningRate, cooldown });

/** Options of `dp-gd`. */
export const dpGdOptions = z.strictObject({ kind: z.literal('dp-gd'), learningRate, cooldown });

export type DifferenceDescentOptions = z.infer<typeof zoDiff2Options> | z.infer<typeof diff2GdOptions> | z.infer<typeof dpGdOptions>;
