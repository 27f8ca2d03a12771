import { InvalidArgumentError } from '../errors.js';
import type { RandomStream } from '../numeric/random.js';
import {
  checkCentre,
  checkSmoothingRadius,
  checkUsable,
  valueOf,
  type FiniteDifferenceOptions,
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
 *
 * At a face of the box a forward difference looks back, a central one is cut off; both divide by the displacement that was made. A
 * central difference of which one side has no value is taken one-sided. One or two queries a coordinate.
 */
export function createCoordinateWise(options: CoordinateWiseOptions): GradientEstimator {
  const { smoothingRadius, coordinates, difference = 'forward' } = options;
  checkSmoothingRadius(smoothingRadius);
  checkCoordinates(coordinates);

  return function* ({ x, value }, stream) {
    checkCentre({ x, value });
    const chosen = chooseCoordinates(coordinates, x.length, stream);
    const shifts = chosen.map((j) =>
      difference === 'central'
        ? [Math.min(1, x[j]! + smoothingRadius), Math.max(0, x[j]! - smoothingRadius)].filter((at) => at !== x[j])
        : [x[j]! + (x[j]! + smoothingRadius <= 1 ? smoothingRadius : -smoothingRadius)],
    );
    const outcomes = yield chosen.flatMap((j, i) => shifts[i]!.map((shifted) => x.with(j, shifted)));
    const gradient = new Float64Array(x.length);
    let usable = 0;
    let next = 0;
    for (const [i, j] of chosen.entries()) {
      const samples = shifts[i]!.flatMap((at) => {
        const moved = valueOf(outcomes[next++]);
        return moved === undefined ? [] : [{ at, value: moved }];
      });
      const first = samples[0];
      const last = samples[1] ?? { at: x[j]!, value };
      if (first === undefined) continue;
      usable += 1;
      gradient[j] = (first.value - last.value) / (first.at - last.at);
    }
    checkUsable(usable, outcomes);
    return { gradient, queries: outcomes.length, usable };
  };
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
