/**
 * A number that equal points share (−0 counts as 0); different points nearly always have different ones, but equal numbers prove
 * nothing. The point is points[begin .. begin + d). O(d).
 */
export function fingerprint(points: Float64Array, begin: number, dimension: number): number {
  let sum = 0;
  let weight = 0.5;
  for (let p = begin; p < begin + dimension; p++) {
    sum += weight * points[p]!;
    // Weights of an additive sequence: no two coordinates of a point count alike.
    weight += 0.6180339887498949;
    if (weight > 1.5) weight -= 1;
  }
  return sum;
}

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
  const rowsByPrint = new Map<number, number[]>();
  const firstRows: number[] = [];
  const sums: number[] = [];
  const repeats: number[] = [];
  for (let i = 0; i < y.length; i++) {
    const print = fingerprint(x, i * dimension, dimension);
    const candidates = rowsByPrint.get(print) ?? [];
    const seen = candidates.find((row) => equalPoints(x, firstRows[row]! * dimension, x, i * dimension, dimension));
    if (seen === undefined) {
      rowsByPrint.set(print, [...candidates, firstRows.length]);
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
