import { requireCount } from './argument-ranges.js';
import type { UniformIntegers } from './entropy.js';
import { CERTAIN, exponentialCoin } from './exponential-coin.js';

/**
 * Fills with integers y, P[y] ∝ e^{−|y|/t}, t a whole number up to 2⁴⁶, independent and exact (Canonne, Kamath & Steinke, arXiv 2004.00010,
 * algorithm 2): a remainder below t kept with probability e^{−rest/t}, a count of e^{−1} coins, a sign, and −0 drawn again. Throws
 * `InvalidArgumentError`. O(n).
 */
export function fillDiscreteLaplace(target: Float64Array, scale: number, integers: UniformIntegers): void {
  requireCount('scale', scale);
  for (let i = 0; i < target.length;) {
    const rest = integers.below(scale);
    if (!exponentialCoin(integers, () => integers.below(scale) < rest, { n: 1, c: 1 })) continue;
    const magnitude = scale * wholeUnits(integers) + rest;
    const negative = integers.below(2) === 1;
    if (negative && magnitude === 0) continue;
    target[i++] = negative ? -magnitude : magnitude;
  }
}

/** k ≥ 0 with probability (1 − e^{−1}) e^{−k}. */
export function wholeUnits(integers: UniformIntegers): number {
  let whole = 0;
  while (exponentialCoin(integers, CERTAIN, { n: 1, c: 1 })) whole++;
  return whole;
}
