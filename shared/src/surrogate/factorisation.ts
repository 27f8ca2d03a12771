import { FedZooError } from '../errors.js';
import type { Kernels } from '../numeric/kernels.js';

/** Added to the diagonal in turn, relative to its mean, until the factorisation goes through. */
const JITTER_LADDER = [0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4];

/**
 * Cholesky factor of a symmetric matrix given by its lower triangle (n×n), in place, with the least jitter of the ladder 0,
 * 1e-8 … 1e-4 times the mean diagonal that makes it positive definite; the upper triangle is overwritten too. Returns the jitter
 * added. Throws `FedZooError` 'not-positive-definite' if none does. O(n³/3) a rung, one as a rule.
 */
export function factorise(kernels: Kernels, matrix: Float64Array, n: number): number {
  const diagonal = new Float64Array(n);
  let meanDiagonal = 0;
  // A failed attempt leaves the lower triangle spoilt; the upper one, which the kernels leave alone, keeps the original.
  for (let i = 0; i < n; i++) {
    diagonal[i] = matrix[i * n + i]!;
    meanDiagonal += diagonal[i]! / n;
    for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j]!;
  }
  for (const rung of JITTER_LADDER) {
    const jitter = rung * meanDiagonal;
    if (rung > 0) {
      for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[i * n + j] = matrix[j * n + i]!;
    }
    for (let i = 0; i < n; i++) matrix[i * n + i] = diagonal[i]! + jitter;
    if (kernels.cholesky(matrix, n) < 0) return jitter;
  }
  throw new FedZooError(
    'not-positive-definite',
    `a ${n}×${n} matrix has no Cholesky factor even with 1e-4 of its mean diagonal ${meanDiagonal} added; check its entries for NaN`,
  );
}
