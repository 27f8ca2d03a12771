import { InvalidArgumentError } from '../errors.js';
import { wholeUnits } from './discrete-laplace.js';
import type { UniformIntegers } from './entropy.js';
import { CERTAIN, exponentialCoin, type Coin } from './exponential-coin.js';

/**
 * Fills with integers y, P[y] ∝ e^{−y²/(2σ²)}, independent and exact: discrete Laplace of scale t kept with probability
 * e^{−(|y| − σ²/t)²/(2σ²)} (Canonne, Kamath & Steinke, arXiv 2004.00010, algorithm 3). With σ whole and t = σ instead of their ⌊σ⌋ + 1 (any t
 * is right), |y|/σ = whole + rest/σ and (whole − 1 + rest/σ)²/2 falls into parts that need draws below σ only, so nothing is larger than a
 * safe integer and nothing is rounded. σ: whole, 1 to 2⁴⁶. Throws `InvalidArgumentError`. O(n); how long a variate takes depends on its value,
 * so draw all of a release before any of it is sent.
 */
export function fillDiscreteGaussian(target: Float64Array, deviation: number, integers: UniformIntegers): void {
  requireDeviation(deviation);
  let rest = 0;
  const toss = (): boolean => integers.below(deviation) < rest;
  const opposite = (): boolean => integers.below(deviation) < deviation - rest;
  for (let i = 0; i < target.length;) {
    rest = integers.below(deviation);
    const whole = proposedUnits(integers, toss, opposite);
    if (whole < 0) continue;
    const magnitude = deviation * whole + rest;
    const negative = integers.below(2) === 1;
    if (negative && magnitude === 0) continue;
    target[i++] = negative ? -magnitude : magnitude;
  }
}

/** Throws `InvalidArgumentError` unless σ is a whole number of grid units from 1 to 2⁴⁶. */
export function requireDeviation(deviation: number): void {
  if (!Number.isSafeInteger(deviation) || deviation < 1 || deviation > 2 ** 46) {
    throw new InvalidArgumentError('deviation', `is ${deviation}; give a whole number of grid units from 1 to 2^46`);
  }
}

/**
 * The whole part of |y|/σ for a proposed fraction x, or −1 where the proposal is not kept: x with probability e^{−x}, whole by e^{−1} coins,
 * both with probability e^{−(whole − 1 + x)²/2}. x is known by coins of probability x and 1 − x only, so it may have any number of digits.
 */
export function proposedUnits(integers: UniformIntegers, toss: Coin, opposite: Coin): number {
  if (!exponentialCoin(integers, toss, { n: 1, c: 1 })) return -1;
  const whole = wholeUnits(integers);
  if (whole === 0) return exponentialCoin(integers, opposite, { n: 2, c: 2 }) ? 0 : -1;
  const units = whole - 1;
  for (let i = 0; i < units * units; i++) if (!exponentialCoin(integers, CERTAIN, { n: 1, c: 2 })) return -1;
  for (let i = 0; i < units; i++) if (!exponentialCoin(integers, toss, { n: 1, c: 1 })) return -1;
  return exponentialCoin(integers, toss, { n: 2, c: 2 }) ? whole : -1;
}
