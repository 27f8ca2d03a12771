import { InvalidArgumentError } from '../errors.js';

/**
 * The places of the `count` elements of largest magnitude, increasing; of equal ones at the border those that come first. All of them
 * where there are no more. O(d log d).
 *
 * @throws InvalidArgumentError where `count` is not a whole number from 1.
 */
export function largestElements(values: Float64Array, count: number): Float64Array {
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('count', `is ${count}; use a whole number from 1`);
  const kept = Math.min(count, values.length);
  const places = new Float64Array(kept);
  if (kept === 0) return places;
  const magnitudes = values.map(Math.abs).sort();
  const border = magnitudes[values.length - kept]!;
  let above = 0;
  for (let i = values.length - kept; i < values.length; i++) if (magnitudes[i]! > border) above++;
  let atBorder = kept - above;
  let next = 0;
  for (let j = 0; j < values.length; j++) {
    const magnitude = Math.abs(values[j]!);
    if (magnitude > border || (magnitude === border && atBorder-- > 0)) places[next++] = j;
  }
  return places;
}
