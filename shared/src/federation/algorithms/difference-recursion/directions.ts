import { InvalidArgumentError } from '../../../errors.js';
import { createOrthogonalBasis } from '../../../numeric/orthogonal-basis.js';
import { createStream } from '../../../numeric/random-stream.js';
import { PUBLIC } from '../../../numeric/random.js';
import type { RunPlan } from '../../messages.js';

/** More directions than this are dear in queries long before they say more than the noise leaves of them. */
const MOST_BY_DEFAULT = 64;

/** K as given, or d, at most 64. Throws `InvalidArgumentError` for more directions than dimensions. */
export function directionCount({ directions }: { readonly directions: number | null }, dimension: number): number {
  if (directions === null) return Math.min(dimension, MOST_BY_DEFAULT);
  if (directions <= dimension) return directions;
  throw new InvalidArgumentError(
    'algorithm.directions',
    `is ${directions} in ${dimension} dimensions; orthonormal directions are at most ${dimension}`,
  );
}

/**
 * The public directions of a block of rounds: rows of an orthonormal basis that everybody makes from the seed of the run, others in every
 * block; the coordinate axes where there are as many as dimensions, since they then span the same. Directions give no privacy, and need none.
 * O(K d log d).
 */
export function blockDirections(
  { seed, dimension }: Pick<RunPlan, 'seed' | 'dimension'>,
  block: number,
  count: number,
): readonly Float64Array[] {
  if (count === dimension) return Array.from({ length: count }, (_, k) => axis(k, dimension));
  const basis = createOrthogonalBasis(createStream({ seed, client: PUBLIC, round: block, purpose: 'private-directions' }), dimension);
  return Array.from({ length: count }, (_, k) => basis.vector(k));
}

/** Points that have `margin` of the box around them: a design of that radius is then inside. */
export function insideBox(x: Float64Array, margin: number): Float64Array {
  return x.map((coordinate) => Math.min(1 - margin, Math.max(margin, coordinate)));
}

/** factor · vector. */
export function scaled(vector: Float64Array, factor: number): Float64Array {
  return vector.map((coordinate) => factor * coordinate);
}

function axis(k: number, dimension: number): Float64Array {
  const vector = new Float64Array(dimension);
  vector[k] = 1;
  return vector;
}
