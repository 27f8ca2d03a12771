/**
 * A number that equal points share (−0 counts as 0); different points nearly always have different ones, but equal numbers prove
 * nothing. O(d).
 */
export function fingerprint(point: Float64Array): number {
  let sum = 0;
  let weight = 0.5;
  for (let j = 0; j < point.length; j++) {
    sum += weight * point[j]!;
    // Weights of an additive sequence: no two coordinates of a point count alike.
    weight += 0.6180339887498949;
    if (weight > 1.5) weight -= 1;
  }
  return sum;
}

/** Whether two points of one dimension agree in all coordinates. O(d). */
export function equalPoints(a: Float64Array, b: Float64Array): boolean {
  return a.every((coordinate, j) => coordinate === b[j]);
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
  const rowAt = (i: number): Float64Array => x.subarray(i * dimension, (i + 1) * dimension);
  const rowsByPrint = new Map<number, number[]>();
  const firstRows: number[] = [];
  const sums: number[] = [];
  const repeats: number[] = [];
  for (let i = 0; i < y.length; i++) {
    const point = rowAt(i);
    const print = fingerprint(point);
    const candidates = rowsByPrint.get(print) ?? [];
    const seen = candidates.find((row) => equalPoints(rowAt(firstRows[row]!), point));
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
    distinct.set(rowAt(i), row * dimension);
  }
  return { x: distinct, y: Float64Array.from(sums, (sum, row) => sum / repeats[row]!), count };
}
