import { z } from 'zod';
import { log } from '../../../numeric/elementary.js';

/** Options of `cma-es`. */
export const cmaEsOptions = z.strictObject({
  kind: z.literal('cma-es'),
  /** λ, points a generation. Unset: 4 + ⌊3 ln d⌋. */
  population: z.int().min(4).max(10_000).exactOptional(),
  /** σ₀, the first standard deviation of a coordinate, in units of the box. */
  firstStep: z.number().positive().max(1).default(0.3),
  /** Which iterate is kept: the best point evaluated, whose value is known, or the mean of the distribution, which noise does not fool. */
  iterate: z.enum(['best', 'mean']).default('best'),
  /** Unset: full up to d = 200. */
  covariance: z.enum(['full', 'separable']).exactOptional(),
});

export type CmaEsOptions = z.infer<typeof cmaEsOptions>;

const LARGEST_FULL_DIMENSION = 200;

/** λ of a run in d dimensions. */
export function populationOf({ population }: Pick<CmaEsOptions, 'population'>, dimension: number): number {
  return population ?? 4 + Math.floor(3 * log(dimension));
}

/** Whether the covariance is kept as its diagonal alone. */
export function isSeparable({ covariance }: CmaEsOptions, dimension: number): boolean {
  return (covariance ?? (dimension > LARGEST_FULL_DIMENSION ? 'separable' : 'full')) === 'separable';
}
