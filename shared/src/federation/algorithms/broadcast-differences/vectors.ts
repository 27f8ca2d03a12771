import { bitDifference } from '../../../numeric/bit-difference.js';
import { bytesPerElement, type FloatDtype } from '../../../numeric/dtype.js';
import type { VectorDifference } from '../../messages.js';

/** The vectors of a broadcast by name; '' is the iterate. */
export type Vectors = ReadonlyMap<string, Float64Array>;

/** The iterate first, then tensors by name: the order that both sides count in. */
export function inOrder(names: Iterable<string>): string[] {
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

/**
 * What tells a broadcast to a client that keeps the vectors of an earlier one: for each vector the shortest difference from what the
 * client has by then; none where that is no shorter than the vector itself. O(vectors² · d).
 */
export function differences(broadcast: Vectors, kept: readonly Float64Array[], dtype: FloatDtype): VectorDifference[] {
  const known = [...kept];
  const told: VectorDifference[] = [];
  for (const name of inOrder(broadcast.keys())) {
    const vector = broadcast.get(name)!;
    let best: VectorDifference | undefined;
    for (const [from, base] of known.entries()) {
      if (best?.bytes.length === 0) break;
      const bytes = bitDifference(base, vector, dtype);
      if (bytes.length < (best?.bytes.length ?? vector.length * bytesPerElement[dtype])) best = { name, from, bytes };
    }
    if (best !== undefined) told.push(best);
    known.push(vector);
  }
  return told;
}
