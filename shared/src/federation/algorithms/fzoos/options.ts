import { z } from 'zod';
import { learningRateDecay, localOptions, serverOptimizer } from '../local-options.js';

const activeQueries = (defaults: { readonly candidates: number; readonly queries: number; readonly radius: number }) =>
  z
    .strictObject({
      /** Points drawn around the iterate. */
      candidates: z.int().min(0).max(100_000).default(defaults.candidates),
      /** How many of them are evaluated: those where the gradient is least certain. */
      queries: z.int().min(0).max(100_000).default(defaults.queries),
      /** Half the edge of the box they are drawn from, in the unit box. */
      radius: z.number().positive().max(1).default(defaults.radius),
    })
    .prefault({})
    .refine(({ candidates, queries }) => queries <= candidates, { path: ['queries'], error: 'cannot exceed candidates' });

/**
 * Options of `fzoos`; defaults are the published experiment's (arXiv 2308.04077 §6 and the authors' code): T = 10, rate 0.01, 10,000
 * features of length-scale 1, windows of 150 and 500 points, 5 of 100 and 50 of 200 candidates, 10 initial points.
 */
export const fzoosOptions = z.strictObject({
  kind: z.literal('fzoos'),
  ...localOptions,
  learningRateDecay,
  serverOptimizer,
  /** M, random Fourier features of the exchanged surrogate. */
  features: z.int().min(1).max(1_000_000).default(10_000),
  /** Length-scale of the features' squared-exponential kernel, in the unit box. */
  featureLengthScale: z.number().positive().max(1e6).default(1),
  /** σ² of the ridge fit on values scaled to [0, 1]. The published code has 0, which is singular on its data. */
  ridge: z.number().min(1e-10).max(1).default(1e-6),
  /** Kernel of the local Gaussian process; its length-scale is found by marginal likelihood. */
  kernel: z.enum(['matern52', 'squared-exponential']).default('matern52'),
  /** σ² of the local Gaussian process on values scaled to [0, 1]. */
  noiseVariance: z.number().min(1e-10).max(1).default(1e-6),
  /** Nearest points the local process is fitted to. */
  localWindow: z.int().min(2).max(5_000).default(150),
  /** Nearest points the exchanged surrogate is fitted to. */
  surrogateWindow: z.int().min(2).max(20_000).default(500),
  /** Points evaluated around x₀ before a client's first round. */
  initialPoints: z.int().min(0).max(100_000).default(10),
  /** Half the edge of the box they are drawn from. */
  initialRadius: z.number().positive().max(1).default(0.01),
  /** Active queries behind every local iterate but the last. */
  localQueries: activeQueries({ candidates: 100, queries: 5, radius: 0.01 }),
  /** Active queries around the new iterate; `radius` is used only where a client has no local iterate of this round to measure it by. */
  surrogateQueries: activeQueries({ candidates: 200, queries: 50, radius: 0.02 }),
  /** γₜ: 1/t within a round as published, or a constant. */
  correctionLength: z.union([z.literal('inverse-iteration'), z.number().min(0).max(1)]).default('inverse-iteration'),
  /** Use the value of the broadcast iterate that the surrogate phase paid for, instead of evaluating it again as published. */
  reuseBroadcastValue: z.boolean().default(false),
});

export type FzoosOptions = z.infer<typeof fzoosOptions>;
