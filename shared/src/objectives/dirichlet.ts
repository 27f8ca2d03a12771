import { log } from '../numeric/elementary.js';
import type { RandomStream } from '../numeric/random.js';

/**
 * One draw of Dirichlet(1/N, …, 1/N) into `weights` (length N ≥ 1): non-negative, sum 1 up to rounding, each of mean 1/N and variance
 * (1/N)(1 − 1/N)/2. The larger N, the closer to a single 1 among zeros.
 *
 * Gamma(1/N) = Gamma(1 + 1/N)·U^N (Marsaglia and Tsang 2000, the shape above 1 by their rejection). U^N is a product, so no draw
 * depends on the platform's `pow`: equal streams give equal bits everywhere. O(N log N).
 */
export function sampleDirichletInto(weights: Float64Array, stream: RandomStream): void {
  const n = weights.length;
  let sum = 0;
  // All N products can underflow together only with a chance below 2⁻⁵⁰⁰; a zero sum must still never divide.
  while (sum === 0) {
    for (let i = 0; i < n; i++) {
      const gamma = sampleGamma(1 + 1 / n, stream) * integerPower(1 - stream.uniform(), n);
      weights[i] = gamma;
      sum += gamma;
    }
  }
  for (let i = 0; i < n; i++) weights[i] = weights[i]! / sum;
}

/** Gamma(shape, 1) for shape ≥ 1. */
function sampleGamma(shape: number, stream: RandomStream): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = 1 - stream.uniform();
    if (u < 1 - 0.0331 * x * x * x * x) return d * v;
    if (log(u) < 0.5 * x * x + d * (1 - v + log(v))) return d * v;
  }
}

function integerPower(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; square *= square, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
  }
  return result;
}
