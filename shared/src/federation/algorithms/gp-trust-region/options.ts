import { z } from 'zod';

/** Options of `gp-trust-region`. */
export const gpTrustRegionOptions = z.strictObject({
  kind: z.literal('gp-trust-region'),
  /** K, directions of the shared design a round; at most d are used. Unset: 10 up to d = 20, else 20. */
  directions: z.int().min(1).max(10_000).exactOptional(),
  /** One trip a round: the trial point is evaluated together with the next design around it. Half the trips for a few more queries. */
  folded: z.boolean().default(false),
  /** Begin by following the large shape of F over its basins. Without it the region ends in the first basin it finds. */
  wide: z.boolean().default(true),
  /**
   * Every round has a cohort of its own, whose mean is not F: the surrogate gives each a slope and an offset of its own, x follows the
   * posterior means.
   */
  sampled: z.boolean().default(false),
  /**
   * Parts that designs are shared out in while clients are alike: each point is then evaluated by one part of the clients, for a part of the
   * queries. At most K are used, and only with folded trips. 1: every point is evaluated by all.
   */
  parts: z.int().min(1).max(10_000).default(1),
  /** Observations kept, newest first. Unset: 400. */
  window: z.int().min(10).max(5_000).default(400),
  /** First design radius and trust radius, in units of √d: the root mean square displacement of a coordinate. */
  firstRadius: z.number().positive().max(0.5).default(0.12),
});

export type GpTrustRegionOptions = z.infer<typeof gpTrustRegionOptions>;

/** K of a run in d dimensions. */
export function directionsOf({ directions }: Pick<GpTrustRegionOptions, 'directions'>, dimension: number): number {
  return Math.min(dimension, directions ?? (dimension <= 20 ? 10 : 20));
}
