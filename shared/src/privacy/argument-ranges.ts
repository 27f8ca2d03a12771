import { InvalidArgumentError } from '../errors.js';

/** Throws `InvalidArgumentError` unless the value is finite and above 0; `NaN` is not. */
export function requirePositive(field: string, value: number, meaning: string): void {
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError(field, `is ${value}; ${meaning} is a number above 0`);
}

/** Throws `InvalidArgumentError` unless 0 < δ < 1. */
export function requireDelta(delta: number): void {
  if (!(delta > 0 && delta < 1)) {
    throw new InvalidArgumentError(
      'delta',
      `is ${delta}; give a probability between 0 and 1, well below 1 ÷ the number of those protected`,
    );
  }
}

/** Throws `InvalidArgumentError` unless the value is a whole number of at least `least`. */
export function requireCount(field: string, value: number, least = 1): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidArgumentError(field, `is ${value}; give a whole number, at least ${least}`);
}

/** Throws `InvalidArgumentError` unless 0 < q ≤ 1. */
export function requireRate(rate: number): void {
  if (!(rate > 0 && rate <= 1)) {
    throw new InvalidArgumentError(
      'samplingRate',
      `is ${rate}; give the probability of taking part in a round, above 0 and at most 1 (1 is everybody)`,
    );
  }
}
