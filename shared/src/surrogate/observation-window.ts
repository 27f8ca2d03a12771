import { InvalidArgumentError } from '../errors.js';
import { mergeEqualPoints } from './distinct-points.js';

/** Evaluated points and their values, as they come from a client's history. */
export interface Observations {
  /** n×d row-major, n ≥ 1. */
  readonly x: Float64Array;
  /** Shape [n]. */
  readonly y: Float64Array;
  readonly dimension: number;
  /** That no two points are equal, so that nobody has to look. */
  readonly distinct?: boolean;
}

/**
 * How values are brought to order 1 before a surrogate with zero prior mean is fitted to them. Both divide by the range
 * y_max − y_min of the window; gradients are multiplied by it again, so they come out in units of y per unit of x.
 *
 * - `range`, as published: ỹ = (y − y_min)/range ∈ [0, 1]. Away from the data the surrogate falls back to the best value seen.
 * - `centred`: ỹ = (y − centre)/range, with the value at the current iterate, or else the mean of the window, as the centre. Away
 *   from the data the surrogate is flat about that value.
 */
export type Normalisation = 'range' | 'centred';

export interface NormalisationOptions {
  readonly normalisation: Normalisation;
  /** What `centred` subtracts, in units of y; default the mean of the window's values. */
  readonly centre?: number;
}

/** What a surrogate is fitted to: distinct points and normalised values, y = offset + scale·target. */
export interface ObservationWindow {
  /** count×dimension row-major. */
  readonly x: Float64Array;
  /** Shape [count]. */
  readonly targets: Float64Array;
  readonly count: number;
  readonly dimension: number;
  readonly offset: number;
  /** y_max − y_min; 0 if all values are equal, and then every target is 0. */
  readonly scale: number;
}

/**
 * Merges equal points (their values are averaged) and normalises the values. Throws `InvalidArgumentError` on an empty window, on
 * sizes that do not match and on values that are not finite. O(nd).
 */
export function createWindow(observations: Observations, options: NormalisationOptions): ObservationWindow {
  checkObservations(observations);
  const { dimension } = observations;
  const { x, y, count } = observations.distinct
    ? { ...observations, count: observations.y.length }
    : mergeEqualPoints(observations.x, observations.y, dimension);
  let least = Infinity;
  let greatest = -Infinity;
  let sum = 0;
  for (const value of y) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    sum += value;
  }
  const scale = greatest - least;
  const offset = options.normalisation === 'range' ? least : (options.centre ?? sum / count);
  const targets = y.map((value) => (scale > 0 ? (value - offset) / scale : 0));
  return { x, targets, count, dimension, offset, scale };
}

function checkObservations({ x, y, dimension }: Observations): void {
  if (!Number.isSafeInteger(dimension) || dimension < 1) {
    throw new InvalidArgumentError('dimension', `${dimension} is not a number of coordinates; give an integer of at least 1`);
  }
  if (y.length === 0) throw new InvalidArgumentError('y', 'the window is empty; evaluate at least one point first');
  if (x.length !== y.length * dimension) {
    throw new InvalidArgumentError(
      'x',
      `holds ${x.length} numbers; ${y.length} points of ${dimension} coordinates need ${y.length * dimension}`,
    );
  }
  const index = y.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) throw new InvalidArgumentError('y', `value ${index} is ${y[index]}; leave out evaluations without a finite value`);
}
