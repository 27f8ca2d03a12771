import { InvalidArgumentError } from '../errors.js';
import type { RandomStream } from '../numeric/random.js';
import type { Evaluating } from '../objectives/evaluating.js';
import {
  checkCentre,
  checkSmoothingRadius,
  checkUsable,
  stateless,
  valueOf,
  type Centre,
  type FiniteDifferenceOptions,
  type GradientEstimate,
  type GradientEstimator,
} from './gradient-estimator.js';

export interface CoordinateWiseOptions extends FiniteDifferenceOptions {
  /** Which coordinates: these, all, or that many drawn anew for every estimate (all, if there are no more). */
  readonly coordinates: readonly number[] | 'all' | number;
  /** One evaluation a coordinate, or two; default `forward`. */
  readonly difference?: 'forward' | 'central';
}

/**
 * Partial derivatives of the chosen coordinates by finite differences, 0 for the others: ĝ_j = [f(x + λe_j) − f(x)]/λ, error O(λ), or
 * [f(x + λe_j) − f(x − λe_j)]/2λ, error O(λ²) (the coordinate-wise estimator of DeepZero, arXiv 2310.02025). No factor is missing.
 * Central differences give the curvature of their coordinates besides, [f(x + λe_j) + f(x − λe_j) − 2f(x)]/λ².
 *
 * At a face of the box a forward difference looks back, a central one is cut off; both divide by the displacement that was made. A
 * central difference of which one side has no value is taken one-sided, without a curvature. One or two queries a coordinate.
 */
export function createCoordinateWise(options: CoordinateWiseOptions): GradientEstimator<null> {
  checkSmoothingRadius(options.smoothingRadius);
  checkCoordinates(options.coordinates);
  return stateless((centre, stream) => {
    checkCentre(centre);
    return partialDifferences(centre, chooseCoordinates(options.coordinates, centre.x.length, stream), options);
  });
}

/** The differences of the chosen coordinates, as `createCoordinateWise` states them. */
export function* partialDifferences(
  { x, value }: Centre,
  chosen: readonly number[],
  { smoothingRadius, difference = 'forward' }: Omit<CoordinateWiseOptions, 'coordinates'>,
): Evaluating<GradientEstimate> {
  const central = difference === 'central';
  const shifts = chosen.map((j) =>
    central
      ? [Math.min(1, x[j]! + smoothingRadius), Math.max(0, x[j]! - smoothingRadius)].filter((at) => at !== x[j])
      : [x[j]! + (x[j]! + smoothingRadius <= 1 ? smoothingRadius : -smoothingRadius)],
  );
  const outcomes = yield chosen.flatMap((j, i) => shifts[i]!.map((shifted) => x.with(j, shifted)));
  const gradient = new Float64Array(x.length);
  const curvature = central ? new Float64Array(x.length).fill(NaN) : undefined;
  let usable = 0;
  let next = 0;
  for (const [i, j] of chosen.entries()) {
    const samples = shifts[i]!.flatMap((at) => {
      const moved = valueOf(outcomes[next++]);
      return moved === undefined ? [] : [{ at, value: moved }];
    });
    const [first, second] = samples;
    if (first === undefined) continue;
    const last = second ?? { at: x[j]!, value };
    usable += 1;
    gradient[j] = (first.value - last.value) / (first.at - last.at);
    if (curvature !== undefined && second !== undefined) {
      const ahead = (first.value - value) / (first.at - x[j]!);
      const behind = (value - second.value) / (x[j]! - second.at);
      curvature[j] = (2 * (ahead - behind)) / (first.at - second.at);
    }
  }
  checkUsable(usable, outcomes);
  return { gradient, queries: outcomes.length, usable, ...(curvature === undefined ? {} : { curvature }) };
}

function chooseCoordinates(coordinates: CoordinateWiseOptions['coordinates'], dimension: number, stream: RandomStream): readonly number[] {
  if (typeof coordinates === 'object') {
    const outside = coordinates.find((j) => j >= dimension);
    if (outside !== undefined) throw new InvalidArgumentError('coordinates', `${outside} is not below the dimension ${dimension}`);
    return coordinates;
  }
  if (coordinates === 'all' || coordinates >= dimension) return Array.from({ length: dimension }, (_, j) => j);
  // The first steps of a Fisher–Yates shuffle; only what was moved is remembered, so a few of many coordinates cost little.
  const moved = new Map<number, number>();
  return Array.from({ length: coordinates }, (_, i) => {
    const other = i + stream.integer(dimension - i);
    const chosen = moved.get(other) ?? other;
    moved.set(other, moved.get(i) ?? i);
    return chosen;
  });
}

function checkCoordinates(coordinates: CoordinateWiseOptions['coordinates']): void {
  if (coordinates === 'all') return;
  const isCount = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
  if (typeof coordinates === 'number') {
    if (!isCount(coordinates, 1))
      throw new InvalidArgumentError('coordinates', `${coordinates} is not a number of coordinates; give at least 1`);
    return;
  }
  const wrong = coordinates.find((j) => !isCount(j, 0));
  if (wrong !== undefined) throw new InvalidArgumentError('coordinates', `${wrong} is not a coordinate; they count from 0`);
  if (coordinates.length === 0 || new Set(coordinates).size < coordinates.length) {
    throw new InvalidArgumentError('coordinates', 'must be at least one coordinate, each of them once');
  }
}
