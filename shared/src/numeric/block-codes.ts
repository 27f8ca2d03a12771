import { InvalidArgumentError } from '../errors.js';
import { fillUniform } from './random-stream.js';
import type { UniformDraws } from './random.js';

/** Elements that share a scale in q8. */
export const BLOCK_ELEMENTS = 256;
/** Codes are −127 … 127. */
export const LARGEST_CODE = 127;
/** The smallest scale, 2⁻¹²⁶: f32 holds a smaller one with fewer bits. */
export const SMALLEST_SCALE = 2 ** -126;

/** The scale of q8 for elements from `start` to `end`: the largest magnitude is code 127. 0 where that would be below `SMALLEST_SCALE`. */
export function blockScale(values: Float64Array, start: number, end: number): number {
  let largest = 0;
  for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(values[i]!));
  const scale = Math.fround(largest / LARGEST_CODE);
  return scale < SMALLEST_SCALE ? 0 : scale;
}

/**
 * The values as q8 holds them: code · scale, one scale (an f32) for each block of 256 elements, codes by stochastic rounding: v/s goes up
 * with the probability of its fraction, so the mean of the result is v but for the rounding of the scale (relative 2⁻²⁴). The largest of
 * a block keeps its place, so the scale follows from the values and a second rounding changes nothing. Error of an element: below the
 * scale, variance at most scale²/4. One draw an element, whatever its value. Blocks below 127·2⁻¹²⁶ become 0.
 *
 * @throws InvalidArgumentError naming `field` and the element where a value is not finite or its scale overflows f32 (above 4.3e40).
 */
export function roundToBlocks(values: Float64Array, stream: UniformDraws, field: string): Float64Array {
  const rounded = new Float64Array(values.length);
  const draws = new Float64Array(Math.min(BLOCK_ELEMENTS, values.length));
  for (let start = 0; start < values.length; start += BLOCK_ELEMENTS) {
    const end = Math.min(start + BLOCK_ELEMENTS, values.length);
    const scale = blockScale(values, start, end);
    if (!Number.isFinite(scale)) throw notHeld(values, start, field);
    const block = draws.subarray(0, end - start);
    fillUniform(stream, block);
    if (scale === 0) continue;
    const largest = largestOf(values, start, end);
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      rounded[i] = codeOf(value, { scale, largest, draw: block[i - start]! }) * scale;
    }
  }
  return rounded;
}

function codeOf(value: number, { scale, largest, draw }: { scale: number; largest: number; draw: number }): number {
  if (Math.abs(value) === largest) return value < 0 ? -LARGEST_CODE : LARGEST_CODE;
  const exact = value / scale;
  const below = Math.floor(exact);
  const code = draw < exact - below ? below + 1 : below;
  // + 0 makes a code of −0 the 0 that a byte holds.
  return Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, code)) + 0;
}

function largestOf(values: Float64Array, start: number, end: number): number {
  let largest = 0;
  for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

function notHeld(values: Float64Array, start: number, field: string): InvalidArgumentError {
  let index = start;
  while (Number.isFinite(Math.fround(Math.abs(values[index]!) / LARGEST_CODE))) index++;
  return new InvalidArgumentError(field, `element ${index} is ${values[index]}, which q8 cannot hold as a finite number`);
}
