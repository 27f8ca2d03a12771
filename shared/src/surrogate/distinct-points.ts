/**
 * A number that equal points share (−0 counts as 0); different points nearly always have different ones, but equal numbers prove
 * nothing. O(d).
 */
export function fingerprint(point: Float64Array): number {
  let even = 0;
  let odd = 0;
  let weight = 0.5;
  let j = 0;
  for (; j + 2 <= point.length; j += 2) {
    even += weight * point[j]!;
    odd += weight * point[j + 1]!;
    // Weights of an additive sequence: no two pairs of coordinates count alike.
    weight += 0.6180339887498949;
    if (weight > 1.5) weight -= 1;
  }
  if (j < point.length) even += weight * point[j]!;
  return even + 0.7320508075688772 * odd;
}

/** Whether two points of one dimension agree in all coordinates. O(d). */
export function equalPoints(a: Float64Array, b: Float64Array): boolean {
  for (let j = 0; j < a.length; j++) if (a[j] !== b[j]) return false;
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
  const rows = Array.from(y, (_, i) => x.subarray(i * dimension, (i + 1) * dimension));
  const { kept, means } = mergeEqualRows(rows, y, fingerprint);
  const count = kept.length;
  return count === y.length ? { x, y, count } : { x: joinedRows(kept, dimension), y: means, count };
}

/** The same for points that lie apart in memory; `printOf` is `fingerprint` or what remembers it. */
export function mergeEqualRows(
  rows: readonly Float64Array[],
  values: ArrayLike<number>,
  printOf: (point: Float64Array, i: number) => number,
): { readonly kept: Float64Array[]; readonly means: Float64Array } {
  const placesByPrint = new Map<number, number[]>();
  const kept: Float64Array[] = [];
  const sums: number[] = [];
  const repeats: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const point = rows[i]!;
    const print = printOf(point, i);
    const candidates = placesByPrint.get(print);
    const seen = candidates?.find((place) => equalPoints(kept[place]!, point));
    if (seen === undefined) {
      if (candidates === undefined) placesByPrint.set(print, [kept.length]);
      else candidates.push(kept.length);
      kept.push(point);
      sums.push(values[i]!);
      repeats.push(1);
    } else {
      sums[seen]! += values[i]!;
      repeats[seen]! += 1;
    }
  }
  return { kept, means: Float64Array.from(sums, (sum, place) => sum / repeats[place]!) };
}

/** Points one behind the other, n×d row-major, in `x`. */
export function joinedRows(
  rows: readonly Float64Array[],
  dimension: number,
  x: Float64Array = new Float64Array(rows.length * dimension),
): Float64Array {
  for (const [place, row] of rows.entries()) x.set(row, place * dimension);
  return x;
}
