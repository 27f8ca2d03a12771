import type { Serialisable } from '../serialisable.js';

/** One stretch of a client's history: points (n×d row-major) and their values. Written once, so states can share it. */
export type Stretch = { readonly x: Float64Array; readonly y: Float64Array };

export interface Points {
  /** n×d row-major. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly dimension: number;
}

/** Everything a client has evaluated, and what of it lies near a point. */
export interface Trajectory {
  add(point: Float64Array, value: number): void;
  readonly size: number;
  /** The `count` nearest points (Euclidean, older first on a tie) in order of time; all if there are fewer. O(size·d) at worst. */
  nearest(to: Float64Array, count: number): Points;
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
  return {
    add(point, value) {
      points.push(point);
      values.push(value);
    },
    get size() {
      return points.length;
    },
    nearest(to, count) {
      const rows = points.length <= count ? points.keys() : nearestRows(points, to, count);
      const chosen = [...rows].sort((a, b) => a - b);
      const x = new Float64Array(chosen.length * dimension);
      chosen.forEach((row, index) => x.set(points[row]!, index * dimension));
      return { x, y: Float64Array.from(chosen, (row) => values[row]!), dimension };
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

const BLOCK = 16;

/**
 * Rows of the nearest points. Later points first, since a trajectory moves on: what is old is then given up after a few coordinates, as
 * soon as it is farther than the worst that is kept.
 */
function nearestRows(points: readonly Float64Array[], to: Float64Array, count: number): number[] {
  const rows: number[] = [];
  const distances: number[] = [];
  for (let row = points.length - 1; row >= 0; row--) {
    const limit = rows.length < count ? Number.POSITIVE_INFINITY : distances[count - 1]!;
    const distance = distanceUpTo(points[row]!, to, limit);
    if (distance > limit) continue;
    // Equal distances: the older point, which comes later here, goes first.
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (distances[middle]! < distance) low = middle + 1;
      else high = middle;
    }
    rows.splice(low, 0, row);
    distances.splice(low, 0, distance);
    if (rows.length > count) {
      rows.pop();
      distances.pop();
    }
  }
  return rows;
}

/** ‖a − b‖², or something above `limit` once it is known to be farther. */
function distanceUpTo(a: Float64Array, b: Float64Array, limit: number): number {
  let sum = 0;
  for (let begin = 0; begin < a.length; begin += BLOCK) {
    const end = Math.min(begin + BLOCK, a.length);
    for (let j = begin; j < end; j++) {
      const difference = a[j]! - b[j]!;
      sum += difference * difference;
    }
    if (sum > limit) return sum;
  }
  return sum;
}
