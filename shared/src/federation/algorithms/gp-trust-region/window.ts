import type { Kernels } from '../../../numeric/kernels.js';
import type { TrendData } from '../../../surrogate/trend-process.js';
import { isMixed, mixedNoise } from './shared-values.js';
import type { ObservedPoints } from './state.js';

export const NO_POINTS: ObservedPoints = {
  points: new Float64Array(0),
  values: new Float64Array(0),
  noise: new Float64Array(0),
  cohorts: new Float64Array(0),
  reaches: new Float64Array(0),
  shared: new Float64Array(0),
  seen: 0,
};

export interface Observation {
  readonly point: Float64Array;
  readonly value: number;
  readonly noise: number;
  readonly cohort: number;
  readonly reach: number;
  readonly shared: 0 | 1;
}

/** The observations with new ones behind them, the oldest dropped beyond `capacity`. */
export function observe(observed: ObservedPoints, added: readonly Observation[], capacity: number): ObservedPoints {
  const first = added[0];
  if (first === undefined) return observed;
  const d = first.point.length;
  const kept = observed.values.length;
  const count = Math.min(capacity, kept + added.length);
  const dropped = kept + added.length - count;
  const fresh = added.slice(Math.max(0, dropped - kept));
  const points = new Float64Array(count * d);
  points.set(observed.points.subarray(dropped * d));
  fresh.forEach(({ point }, i) => points.set(point, (count - fresh.length + i) * d));
  const moved = (before: Float64Array, of: (observation: Observation) => number): Float64Array => {
    const numbers = new Float64Array(count);
    numbers.set(before.subarray(dropped));
    fresh.forEach((observation, i) => (numbers[count - fresh.length + i] = of(observation)));
    return numbers;
  };
  return {
    points,
    values: moved(observed.values, ({ value }) => value),
    noise: moved(observed.noise, ({ noise }) => noise),
    cohorts: moved(observed.cohorts, ({ cohort }) => cohort),
    reaches: moved(observed.reaches, ({ reach }) => reach),
    shared: moved(observed.shared, ({ shared }) => shared),
    seen: observed.seen + added.length,
  };
}

/**
 * The observations around a centre as regression data. Distances between points are kept for as long as the points live, since they are
 * dear (O(n²d)) and only the newest rows change.
 */
export interface WindowGeometry {
  /** `differing`: values of different cohorts have a difference of their own. */
  around(observed: ObservedPoints, centre: Float64Array, level: number, differing: boolean): TrendData;
  release(data: TrendData): void;
}

export function createWindowGeometry(kernels: Kernels): WindowGeometry {
  let last: { readonly points: Float64Array; readonly distances: Float64Array } | undefined;
  let mixed: { readonly reaches: Float64Array; readonly noise: Float64Array } | undefined;

  /** Rows of `points` that `last` holds too, as [begin there, count]; 0 where it holds none. */
  const shared = (points: Float64Array, d: number): { from: number; count: number } => {
    if (last === undefined || points.length < d || last.points.length < d) return { from: 0, count: 0 };
    const held = last.points.length / d;
    for (let from = 0; from < held; from++) {
      if (!sameRow(last.points, from, points, 0, d)) continue;
      let count = 0;
      while (from + count < held && (count + 1) * d <= points.length && sameRow(last.points, from + count, points, count, d)) count += 1;
      return { from, count };
    }
    return { from: 0, count: 0 };
  };

  const distancesOf = (points: Float64Array, d: number): Float64Array => {
    if (last?.points === points) return last.distances;
    const n = points.length / d;
    const distances = new Float64Array(n * n);
    const { from, count } = shared(points, d);
    if (count > 0 && last !== undefined) {
      const held = last.points.length / d;
      for (let a = 0; a < count; a++)
        distances.set(last.distances.subarray((from + a) * held + from, (from + a) * held + from + count), a * n);
    }
    const fresh = n - count;
    if (fresh > 0) {
      const rows = new Float64Array(fresh * n);
      kernels.squaredDistances(rows, points.subarray(count * d), points, { m: fresh, n, d });
      distances.set(rows, count * n);
      for (let a = 0; a < count; a++) for (let b = 0; b < fresh; b++) distances[a * n + count + b] = rows[b * n + a]!;
    }
    last = { points, distances };
    return distances;
  };

  /** The same numbers as long as the observations are the same, for factors are known by them. */
  const noiseOf = ({ noise, reaches, shared }: ObservedPoints): Float64Array => {
    if (!isMixed(shared)) return noise;
    if (mixed?.reaches !== reaches) mixed = { reaches, noise: mixedNoise(reaches, shared) };
    return mixed.noise;
  };

  return {
    around(observed, centre, level, differing) {
      const { points, values, cohorts, reaches } = observed;
      const d = centre.length;
      const n = values.length;
      const displacements = kernels.allocate(n * d);
      for (let a = 0; a < n; a++) for (let j = 0; j < d; j++) displacements[a * d + j] = points[a * d + j]! - centre[j]!;
      const relative = values.map((value) => value - level);
      const data = { displacements, distances: distancesOf(points, d), values: relative, noise: noiseOf(observed), count: n, dimension: d };
      return differing ? { ...data, cohorts: { of: cohorts, reaches } } : data;
    },
    release: ({ displacements }) => kernels.release(displacements),
  };
}

function sameRow(a: Float64Array, i: number, b: Float64Array, k: number, d: number): boolean {
  for (let j = 0; j < d; j++) if (a[i * d + j] !== b[k * d + j]) return false;
  return true;
}
