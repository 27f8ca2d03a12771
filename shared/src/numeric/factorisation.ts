import { FedZooError } from '../errors.js';
import type { Kernels } from './kernels.js';

/** Added to the diagonal, relative to its mean, one after the other until the factorisation succeeds. */
const JITTER_LADDER: readonly number[] = [0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4];

/**
 * Cholesky factorisation of a matrix that is positive definite up to rounding: A + jitter·I = L·Lᵀ with the first jitter of the
 * ladder that works. A is n×n row-major of which only the lower triangle is read; L takes its place. `rebuild` writes the lower
 * triangle again for the next rung; without it the upper triangle is overwritten, to keep A. O(n³/3) a rung.
 *
 * @returns the jitter, in units of A.
 * @throws FedZooError `not-positive-definite` if the last rung fails too, or A holds a value that is not finite.
 */
export function factorise(kernels: Kernels, a: Float64Array, n: number, rebuild?: () => void): number {
  const diagonal = new Float64Array(n);
  let trace = 0;
  for (let i = 0; i < n; i++) {
    diagonal[i] = a[i * n + i]!;
    trace += diagonal[i]!;
  }
  if (rebuild === undefined) mirror(a, n);
  let pivot = -1;
  for (const rung of JITTER_LADDER) {
    const jitter = rung * (trace / n);
    if (rung > 0) {
      if (rebuild === undefined) restore(a, n);
      else rebuild();
      for (let i = 0; i < n; i++) a[i * n + i] = diagonal[i]! + jitter;
    }
    pivot = kernels.cholesky(a, n);
    if (pivot < 0) return rung > 0 ? jitter : 0;
  }
  throw new FedZooError(
    'not-positive-definite',
    `the ${n}×${n} matrix has no Cholesky factor: pivot ${pivot} is not positive even with 1e-4 of the mean diagonal added; ` +
      'look for equal rows or values that are not finite',
  );
}

function mirror(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
}

function restore(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i]!;
}
