import { fingerprint, joinedRows, mergeEqualRows } from '../../surrogate/distinct-points.js';
import type { Serialisable } from '../serialisable.js';

/** One stretch of a client's history: points (n×d row-major) and their values. Written once, so states can share it. */
export type Stretch = { readonly x: Float64Array; readonly y: Float64Array };

export interface Points {
  /** n×d row-major; no two are equal. */
  readonly x: Float64Array;
  /** The mean of the values seen at each. */
  readonly y: Float64Array;
  readonly dimension: number;
  readonly distinct: true;
}

/** Everything a client has evaluated, and what of it lies near a point. */
export interface Trajectory {
  add(point: Float64Array, value: number): void;
  readonly size: number;
  /**
   * The `count` nearest points (Euclidean, older first on a tie) in order of time, all if there are fewer; equal ones among them then
   * count once. The array of their coordinates comes from `allocate` where it is given. O(size·d) at worst.
   */
  nearest(to: Float64Array, count: number, allocate?: (length: number) => Float64Array): Points;
  /** The history as state: what came in through `stretches`, and one more of what was added. */
  stretches(): readonly Stretch[];
}

/** A trajectory that goes on from stretches of points in d = `dimension` coordinates. */
export function openTrajectory(earlier: readonly Stretch[], dimension: number): Trajectory {
  const points: Float64Array[] = earlier.flatMap(({ x, y }) =>
    Array.from(y, (_, row) => x.subarray(row * dimension, (row + 1) * dimension)),
  );
  const values: number[] = earlier.flatMap(({ y }) => [...y]);
  const known = points.length;
  /** Fingerprints of points that were looked at, by row. */
  const prints: (number | undefined)[] = [];
  return {
    add(point, value) {
      points.push(point);
      values.push(value);
    },
    get size() {
      return points.length;
    },
    nearest(to, count, allocate = (length) => new Float64Array(length)) {
      const rows = points.length <= count ? points.keys() : nearestRows(points, to, count);
      const chosen = [...rows].sort((a, b) => a - b);
      const { kept, means } = mergeEqualRows(
        chosen.map((row) => points[row]!),
        chosen.map((row) => values[row]!),
        (point, i) => (prints[chosen[i]!] ??= fingerprint(point)),
      );
      return { x: joinedRows(kept, dimension, allocate(kept.length * dimension)), y: means, dimension, distinct: true };
    },
    stretches() {
      if (points.length === known) return earlier;
      const x = new Float64Array((points.length - known) * dimension);
      for (let row = known; row < points.length; row++) x.set(points[row]!, (row - known) * dimension);
      return [...earlier, { x, y: Float64Array.from(values.slice(known)) }];
    },
  };
}

/** Stretches read back from a state. */
export function stretchesOf(state: Serialisable | undefined): readonly Stretch[] {
  if (!Array.isArray(state)) return [];
  return (state as readonly Serialisable[]).filter(
    (item): item is Stretch =>
      item !== null &&
      typeof item === 'object' &&
      'x' in item &&
      item.x instanceof Float64Array &&
      'y' in item &&
      item.y instanceof Float64Array,
  );
}

/** Coordinates between two looks at the limit, a multiple of four. */
const BLOCK = 32;

/**
 * Rows of the nearest points. Later points first, since a trajectory moves on: what is old is then given up after a few coordinates, as
 * soon as it is farther than the worst that is kept.
 */
function nearestRows(points: readonly Float64Array[], to: Float64Array, count: number): Int32Array {
  const rows = new Int32Array(count + 1);
  const distances = new Float64Array(count + 1).fill(Infinity);
  for (let row = points.length - 1; row >= 0; row--) {
    const limit = distances[count - 1]!;
    const distance = distanceUpTo(points[row]!, to, limit);
    if (distance > limit) continue;
    // Equal distances: the older point, which comes later here, goes first.
    let low = 0;
    let high = Math.min(count, points.length - 1 - row);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (distances[middle]! < distance) low = middle + 1;
      else high = middle;
    }
    rows.copyWithin(low + 1, low, count);
    distances.copyWithin(low + 1, low, count);
    rows[low] = row;
    distances[low] = distance;
  }
  return rows.subarray(0, count);
}

/** ‖a − b‖², or something above `limit` once it is known to be farther. Four sums, since one would wait for each of its additions. */
function distanceUpTo(a: Float64Array, b: Float64Array, limit: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = a.length & ~3;
  for (let j = 0; j < whole;) {
    for (const end = Math.min(j + BLOCK, whole); j < end; j += 4) {
      const d0 = a[j]! - b[j]!;
      const d1 = a[j + 1]! - b[j + 1]!;
      const d2 = a[j + 2]! - b[j + 2]!;
      const d3 = a[j + 3]! - b[j + 3]!;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    if (s0 + s1 + (s2 + s3) > limit) return Infinity;
  }
  for (let j = whole; j < a.length; j++) s0 += (a[j]! - b[j]!) * (a[j]! - b[j]!);
  return s0 + s1 + (s2 + s3);
}
