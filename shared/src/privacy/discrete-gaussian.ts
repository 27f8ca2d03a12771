import { InvalidArgumentError } from '../errors.js';
import { discreteLaplace } from './discrete-laplace.js';
import type { UniformIntegers } from './entropy.js';
import { exponentialCoin } from './exponential-coin.js';

/**
 * Fills with integers y, P[y] ∝ e^{−y²/(2σ²)}, independent and exact: discrete Laplace of scale t kept with probability
 * e^{−(|y| − σ²/t)²/(2σ²)} (Canonne, Kamath & Steinke, arXiv 2004.00010, algorithm 3). With σ whole and t = σ instead of their ⌊σ⌋ + 1 (any t
 * is right), |y| = σ·whole + rest and (whole − 1 + rest/σ)²/2 falls into three parts that need draws below σ only, so nothing is larger than a
 * safe integer and nothing is rounded. σ: whole, 1 to 2⁴⁶. Throws `InvalidArgumentError`. O(n); how long a variate takes depends on its value,
 * so draw all of a release before any of it is sent.
 */
export function fillDiscreteGaussian(target: Float64Array, deviation: number, integers: UniformIntegers): void {
  if (!Number.isSafeInteger(deviation) || deviation < 1 || deviation > 2 ** 46) {
    throw new InvalidArgumentError('deviation', `is ${deviation}; give a whole number of grid units from 1 to 2^46`);
  }
  for (let i = 0; i < target.length;) {
    const { negative, whole, rest } = discreteLaplace(integers, deviation);
    if (!kept(integers, { whole, rest, deviation })) continue;
    const magnitude = deviation * whole + rest;
    target[i++] = negative ? -magnitude : magnitude;
  }
}

/** True with probability e^{−(whole − 1 + rest/σ)²/2}. */
function kept(integers: UniformIntegers, { whole, rest, deviation }: { whole: number; rest: number; deviation: number }): boolean {
  if (whole === 0) return exponentialCoin(integers, { a: deviation - rest, b: deviation, n: 2, c: 2 });
  const units = whole - 1;
  for (let i = 0; i < units * units; i++) if (!exponentialCoin(integers, { a: 1, b: 1, n: 1, c: 2 })) return false;
  for (let i = 0; i < units; i++) if (!exponentialCoin(integers, { a: rest, b: deviation, n: 1, c: 1 })) return false;
  return exponentialCoin(integers, { a: rest, b: deviation, n: 2, c: 2 });
}
