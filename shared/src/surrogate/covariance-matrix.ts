import type { Kernels } from '../numeric/kernels.js';
import type { Covariance } from '../numeric/covariance.js';
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

/** The elements of a symmetric n×n matrix below its diagonal, row after row. O(n²). */
export function belowDiagonal(matrix: Float64Array, n: number): Float64Array {
  const elements = new Float64Array((n * (n - 1)) / 2);
  for (let a = 1, at = 0; a < n; at += a, a++) elements.set(matrix.subarray(a * n, a * n + a), at);
  return elements;
}

/**
 * Writes the lower triangle of K + σ²I (n×n), which is all that a Cholesky factorisation reads, from the squared distances below the
 * diagonal. O(n²).
 */
export function covarianceMatrixInto(
  matrix: Float64Array,
  kernels: Kernels,
  { below, n, prior }: { readonly below: Float64Array; readonly n: number; readonly prior: PriorOptions },
): void {
  const { covariance, lengthScale, noiseVariance } = prior;
  const values = kernels.allocate(below.length);
  try {
    kernels.covariances(values, below, { kind: covariance.kind, of: 'value', lengthScale });
    for (let a = 0, at = 0; a < n; a++) {
      for (let b = 0; b < a; b++) matrix[a * n + b] = values[at++]!;
      matrix[a * n + a] = 1 + noiseVariance;
    }
  } finally {
    kernels.release(values);
  }
}
