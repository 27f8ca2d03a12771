import { z } from 'zod';

/** Options of `cbo`. */
export const cboOptions = z.strictObject({
  kind: z.literal('cbo'),
  /** N, points a round. */
  particles: z.int().min(2).max(10_000).default(30),
  /** α, in units of one over the standard deviation of the particles' values: how much the better ones count. */
  sharpness: z.number().min(0).max(1e6).default(30),
  /** λ, how strongly particles are drawn to the consensus. */
  drift: z.number().positive().max(100).default(1),
  /** σ, how widely they explore around it. */
  noise: z.number().min(0).max(100).default(1.1),
  /** Δt; λΔt is the share of its way to the consensus that a particle goes in a round. */
  timeStep: z.number().positive().max(1).default(0.6),
});

export type CboOptions = z.infer<typeof cboOptions>;
