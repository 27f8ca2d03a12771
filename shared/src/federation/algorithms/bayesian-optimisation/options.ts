import { z } from 'zod';

/** Options of `bayesian-optimisation`. */
export const bayesianOptimisationOptions = z.strictObject({
  kind: z.literal('bayesian-optimisation'),
  /** What the next point is worth: `expected-improvement`, or `knowledge-gradient`, which looks at the posterior after it. */
  acquisition: z.enum(['expected-improvement', 'knowledge-gradient']).default('expected-improvement'),
  /** Points a round. */
  batch: z.int().min(1).max(100).default(4),
  /** Points of the first Latin hypercube, in batches. Unset: 2 (d + 1). */
  initialPoints: z.int().min(1).max(1_000).exactOptional(),
  /** Candidates of the first search for a point, half of them uniform, half about the best. */
  candidates: z.int().min(16).max(10_000).default(512),
  /** Variance of a value of F over the square of the range of values in the window. */
  noiseVariance: z.number().positive().max(1).default(1e-6),
  /** Observations kept: the newest and the best. */
  window: z.int().min(10).max(2_000).default(300),
});

export type BayesianOptimisationOptions = z.infer<typeof bayesianOptimisationOptions>;

/** Rounds of the first design of a run in d dimensions. */
export function designRounds({ initialPoints, batch }: BayesianOptimisationOptions, dimension: number): number {
  return Math.ceil((initialPoints ?? 2 * (dimension + 1)) / batch);
}
