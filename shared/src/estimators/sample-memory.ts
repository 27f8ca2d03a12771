import { InvalidArgumentError } from '../errors.js';
import type { Sample } from './span-projection.js';

/** The samples that an estimator remembers, oldest first. */
export type SampleMemory = {
  /** n×d row-major. */
  readonly points: Float64Array;
  /** Shape [n]. */
  readonly values: Float64Array;
};

/** No samples yet; throws on a dimension that is not a positive integer. */
export function emptyMemory(dimension: number): SampleMemory {
  if (!Number.isSafeInteger(dimension) || dimension < 1) {
    throw new InvalidArgumentError('dimension', `${dimension} is not a number of coordinates; give an integer of at least 1`);
  }
  return { points: new Float64Array(0), values: new Float64Array(0) };
}

/** The samples of a memory, as views of it. Throws if it was made in another dimension. */
export function samplesOf({ points, values }: SampleMemory, dimension: number): readonly Sample[] {
  if (points.length !== values.length * dimension) {
    throw new InvalidArgumentError(
      'state',
      `holds ${values.length} points of another dimension than ${dimension}; call init with the point's`,
    );
  }
  return Array.from(values, (value, i) => ({ x: points.subarray(i * dimension, (i + 1) * dimension), value }));
}

/** The last `count` of the given samples, copied. O(count·d). */
export function remember(samples: readonly Sample[], count: number): SampleMemory {
  const kept = count > 0 ? samples.slice(-count) : [];
  const d = kept[0]?.x.length ?? 0;
  const points = new Float64Array(kept.length * d);
  for (const [i, { x }] of kept.entries()) points.set(x, i * d);
  return { points, values: Float64Array.from(kept, ({ value }) => value) };
}

/** Throws unless `memory` is a number of things to remember. */
export function checkMemory(memory: number): void {
  if (!Number.isSafeInteger(memory) || memory < 0) {
    throw new InvalidArgumentError('memory', `${memory} is not a number of evaluations to remember; give a whole number of at least 0`);
  }
}
