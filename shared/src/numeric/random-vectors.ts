import { InvalidArgumentError } from '../errors.js';
import { fillNormal, fillUniform } from './random-stream.js';
import type { RandomStream } from './random.js';

/** A uniform draw from the unit sphere in d dimensions: a Gaussian vector over its norm. */
export function sphere(stream: RandomStream, d: number): Float64Array {
  const direction = gaussianRows(stream, 1, d);
  let length = norm(direction, 0, d);
  while (length === 0) {
    fillNormal(stream, direction);
    length = norm(direction, 0, d);
  }
  for (let i = 0; i < d; i++) direction[i] = direction[i]! / length;
  return direction;
}

/** d independent signs, ±1 with equal probability, 32 of them from one word. */
export function rademacherVector(stream: RandomStream, d: number): Float64Array {
  checkCount('d', d);
  const signs = new Float64Array(d);
  fillRademacher(stream, signs);
  return signs;
}

/** Sets every element to ±1: the signs of `rademacherVector`. In pieces of a multiple of 32 it gives those of the whole. */
export function fillRademacher(stream: RandomStream, out: Float64Array): void {
  for (let begin = 0; begin < out.length; begin += 32) {
    const end = Math.min(begin + 32, out.length);
    let word = stream.nextUint32();
    for (let i = begin; i < end; i++) {
      out[i] = 1 - 2 * (word & 1);
      word >>>= 1;
    }
  }
}

/**
 * `count` orthonormal directions in d dimensions, distributed uniformly (Haar), row-major count×d: Gaussian rows, then modified
 * Gram–Schmidt, twice, which is orthogonal to machine precision (Giraud et al. 2005). O(count²·d).
 *
 * @throws InvalidArgumentError if count > d: more directions than dimensions cannot be orthogonal.
 */
export function orthonormalDirections(stream: RandomStream, count: number, d: number): Float64Array {
  checkCount('count', count);
  checkCount('d', d);
  if (count > d)
    throw new InvalidArgumentError('count', `${count} directions cannot be orthonormal in ${d} dimensions; ask for at most ${d}`);
  const rows = gaussianRows(stream, count, d);
  for (let i = 0; i < count; i++) {
    const begin = i * d;
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        let along = 0;
        for (let p = 0; p < d; p++) along += rows[begin + p]! * rows[j * d + p]!;
        for (let p = 0; p < d; p++) rows[begin + p] = rows[begin + p]! - along * rows[j * d + p]!;
      }
    }
    const length = norm(rows, begin, d);
    for (let p = 0; p < d; p++) rows[begin + p] = rows[begin + p]! / length;
  }
  return rows;
}

/** `count` points, row-major count×d, uniform in the box centre ± radius. */
export function uniformInBox(
  stream: RandomStream,
  centre: Float64Array,
  box: { readonly radius: number; readonly count: number },
): Float64Array {
  checkCount('count', box.count);
  if (!(box.radius >= 0 && box.radius < Infinity))
    throw new InvalidArgumentError('radius', `${box.radius} is not a finite number of at least 0`);
  const d = centre.length;
  const points = new Float64Array(box.count * d);
  fillUniform(stream, points);
  for (let i = 0; i < points.length; i++) points[i] = centre[i % d]! + box.radius * (2 * points[i]! - 1);
  return points;
}

function gaussianRows(stream: RandomStream, count: number, d: number): Float64Array {
  checkCount('d', d);
  const rows = new Float64Array(count * d);
  fillNormal(stream, rows);
  return rows;
}

function checkCount(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError(field, `${value} is not a whole number of at least 1`);
}

function norm(values: Float64Array, begin: number, length: number): number {
  let sum = 0;
  for (let i = begin; i < begin + length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
