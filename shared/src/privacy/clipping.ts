import { InvalidArgumentError } from '../errors.js';

/**
 * v·min(1, C/‖v‖), of norm at most C up to rounding (the grid makes that exact). A vector with a NaN or an infinity becomes the zero vector,
 * since nothing else is safe to say of it; zero stays zero, and a radius of 0 gives zero. The norm is found without overflow. Throws
 * `InvalidArgumentError` for a radius that is negative or not finite. O(d).
 */
export function clipToRadius(values: Readonly<Float64Array>, radius: number): Float64Array {
  if (!(radius >= 0 && radius < Infinity)) {
    throw new InvalidArgumentError('clipRadius', `is ${radius}; give a finite number, at least 0`);
  }
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size < Infinity)) return new Float64Array(values.length);
    if (size > largest) largest = size;
  }
  if (largest === 0 || radius === 0) return new Float64Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! / largest) ** 2;
  // ‖v‖ = largest·√sum; the quotient is taken in steps, as the norm itself may overflow.
  const shrink = radius / largest / Math.sqrt(sum);
  return shrink >= 1 ? Float64Array.from(values) : values.map((value) => value * shrink);
}
