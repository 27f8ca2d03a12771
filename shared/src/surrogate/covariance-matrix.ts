import type { Kernels } from '../numeric/kernels.js';
import type { Covariance } from './covariance.js';
import type { ObservationWindow } from './observation-window.js';

/** What is assumed of the normalised values: a zero-mean Gaussian process of amplitude 1, observed with independent noise. */
export interface PriorOptions {
  readonly covariance: Covariance;
  /** ℓ > 0, in units of x. */
  readonly lengthScale: number;
  /** σ² ≥ 0 in units of the normalised values squared. */
  readonly noiseVariance: number;
}

/** ‖x_a − x_b‖² of a window's points, count×count, by direct differences. O(n²d): the dear part at large d, so computed once. */
export function pairwiseDistances(kernels: Kernels, window: ObservationWindow): Float64Array {
  const { x, count, dimension } = window;
  const distances = new Float64Array(count * count);
  kernels.squaredDistances(distances, x, x, { m: count, n: count, d: dimension });
  return distances;
}

/** Writes the lower triangle of K + σ²I (n×n), which is all that a Cholesky factorisation reads. O(n²). */
export function covarianceMatrixInto(matrix: Float64Array, distances: Float64Array, n: number, prior: PriorOptions): void {
  const { covariance, lengthScale, noiseVariance } = prior;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < a; b++) matrix[a * n + b] = covariance.value(distances[a * n + b]!, lengthScale);
    matrix[a * n + a] = 1 + noiseVariance;
  }
}
