import { InvalidArgumentError } from '../errors.js';

/**
 * v·min(1, C/‖v‖), of norm at most C up to rounding (the grid makes that exact). A vector with a NaN or an infinity becomes the zero vector,
 * since nothing else is safe to say of it; zero stays zero, and a radius of 0 gives zero. The norm is found without overflow. Throws
 * `InvalidArgumentError` for a radius that is negative or not finite. O(d).
 */
export function clipToRadius(values: Readonly<Float64Array>, radius: number): Float64Array {
  const clipped = Float64Array.from(values);
  clipInPlace(clipped, radius);
  return clipped;
}

/** `clipToRadius` of `values`, which it overwrites. */
export function clipInPlace(values: Float64Array, radius: number): void {
  if (!(radius >= 0 && radius < Infinity)) {
    throw new InvalidArgumentError('clipRadius', `is ${radius}; give a finite number, at least 0`);
  }
  if (isSurelyWithin(values, radius)) return;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size < Infinity)) {
      values.fill(0);
      return;
    }
    if (size > largest) largest = size;
  }
  if (largest === 0 || radius === 0) {
    values.fill(0);
    return;
  }
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const share = values[i]! / largest;
    sum += share * share;
  }
  // ‖v‖ = largest·√sum; the quotient is taken in steps, as the norm itself may overflow.
  const shrink = radius / largest / Math.sqrt(sum);
  if (!(shrink >= 1)) for (let i = 0; i < values.length; i++) values[i] = values[i]! * shrink;
}

/** Whether the norm is so far within the radius that nothing rounding does matters: most vectors need no more. */
function isSurelyWithin(values: Float64Array, radius: number): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  // Not where squares may underflow; a sum that overflowed, or is NaN, is not within.
  return radius > 1e-100 && sum < radius * radius * (1 - 2 ** -20);
}
