/**
 * A 32-bit hash of the point points[begin .. begin + d). Points with equal coordinates have equal hashes (−0 counts as 0); equal
 * hashes prove nothing. Integer arithmetic only. O(d).
 */
export function hashPoint(points: Float64Array, begin: number, dimension: number): number {
  let hash = 0x811c_9dc5;
  for (let j = begin; j < begin + dimension; j++) {
    scratch[0] = points[j]! + 0;
    hash = Math.imul(hash ^ words[0]!, 0x0100_0193);
    hash = Math.imul(hash ^ words[1]! ^ (hash >>> 15), 0x85eb_ca6b);
  }
  return (hash ^ (hash >>> 13)) >>> 0;
}

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

/** Whether a[aBegin ..) and b[bBegin ..) agree in all `dimension` coordinates. O(d). */
export function equalPoints(a: Float64Array, aBegin: number, b: Float64Array, bBegin: number, dimension: number): boolean {
  for (let j = 0; j < dimension; j++) {
    if (a[aBegin + j] !== b[bBegin + j]) return false;
  }
  return true;
}

export interface DistinctPoints {
  /** n′×d row-major, in the order in which the points first occurred. */
  readonly x: Float64Array;
  /** Shape [n′]: the mean of the values seen at each point. */
  readonly y: Float64Array;
  readonly count: number;
}

/**
 * Merges equal rows of x (n×d). Values at equal points are averaged, which is what repeated measurements of one quantity deserve; a
 * repeated row would make a kernel matrix singular. Without repetition x and y are returned as they came. O(nd).
 */
export function mergeEqualPoints(x: Float64Array, y: Float64Array, dimension: number): DistinctPoints {
  const rowsByHash = new Map<number, number[]>();
  const firstRows: number[] = [];
  const sums: number[] = [];
  const repeats: number[] = [];
  for (let i = 0; i < y.length; i++) {
    const hash = hashPoint(x, i * dimension, dimension);
    const candidates = rowsByHash.get(hash) ?? [];
    const seen = candidates.find((row) => equalPoints(x, firstRows[row]! * dimension, x, i * dimension, dimension));
    if (seen === undefined) {
      rowsByHash.set(hash, [...candidates, firstRows.length]);
      firstRows.push(i);
      sums.push(y[i]!);
      repeats.push(1);
    } else {
      sums[seen]! += y[i]!;
      repeats[seen]! += 1;
    }
  }
  const count = firstRows.length;
  if (count === y.length) return { x, y, count };
  const distinct = new Float64Array(count * dimension);
  for (const [row, i] of firstRows.entries()) {
    distinct.set(x.subarray(i * dimension, (i + 1) * dimension), row * dimension);
  }
  return { x: distinct, y: Float64Array.from(sums, (sum, row) => sum / repeats[row]!), count };
}
