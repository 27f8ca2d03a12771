import { log } from '../numeric/elementary.js';
import { factorise } from '../numeric/factorisation.js';
import type { Kernels } from '../numeric/kernels.js';
import { covarianceMatrixInto, type PriorOptions } from './covariance-matrix.js';

/** What a Gaussian process is conditioned on. */
export interface RegressionData {
  /** Squared distances between n points, n×n below the diagonal, row after row. */
  readonly below: Float64Array;
  /** The normalised values, shape [n]. */
  readonly targets: Float64Array;
}

export interface Regression {
  /** α = A⁻¹ỹ, shape [n]. */
  readonly weights: Float64Array;
  /** What was added to the diagonal of A = K + σ²I so that it could be factorised; 0 as a rule. */
  readonly jitter: number;
  /** log p(ỹ) = −½ ỹᵀA⁻¹ỹ − Σ log L_aa − (n/2) log 2π, in nats. */
  readonly logLikelihood: number;
}

/**
 * Conditions a Gaussian process on its data (Rasmussen & Williams 2006, algorithm 2.1) and leaves the Cholesky factor of A in the
 * lower triangle of `factor` (n×n, overwritten). O(n³/3 + n²).
 */
export function regressInto(
  factor: Float64Array,
  kernels: Kernels,
  { data: { below, targets }, prior }: { readonly data: RegressionData; readonly prior: PriorOptions },
): Regression {
  const n = targets.length;
  const build = (): void => covarianceMatrixInto(factor, kernels, { below, n, prior });
  build();
  const jitter = factorise(kernels, factor, n, build);
  const weights = targets.slice();
  kernels.solveLower(factor, n, weights, 1);
  let logLikelihood = -0.5 * n * LOG_TWO_PI;
  for (let a = 0; a < n; a++) logLikelihood -= 0.5 * weights[a]! * weights[a]! + log(factor[a * n + a]!);
  kernels.solveLowerTransposed(factor, n, weights, 1);
  return { weights, jitter, logLikelihood };
}

const LOG_TWO_PI = 1.8378770664093453;
