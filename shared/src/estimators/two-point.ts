import { InvalidArgumentError } from '../errors.js';
import { orthonormalDirections } from '../numeric/random-vectors.js';
import type { RandomStream } from '../numeric/random.js';
import type { Evaluating } from '../objectives/evaluating.js';
import { projectOntoBox } from '../optimizers/box.js';
import {
  checkCentre,
  checkSmoothingRadius,
  checkUsable,
  valueOf,
  type Centre,
  type FiniteDifferenceOptions,
  type GradientEstimate,
  type GradientEstimator,
} from './gradient-estimator.js';

export interface TwoPointOptions extends FiniteDifferenceOptions {
  /** Q ≥ 1, evaluations an estimate; published: 20. */
  readonly directions: number;
}

/**
 * The average of directional differences, (1/Q) Σ_q [f(x + λu_q) − f(x)]/λ · u_q, as published in FZooS (arXiv 2308.04077, eq. 3 and
 * its code's `rgf`): u_q orthonormal, drawn uniformly; no factor d, so its expectation is ∇f/d up to O(λ). An optimizer that takes
 * the scale out (Adam) does not mind; a term in units of the gradient beside it (FedProx) does.
 *
 * More than d directions are drawn as several independent bases. Q queries, O(Q²d) time.
 *
 * At the box f is evaluated at the point of [0,1]^d nearest to x + λu_q, while the quotient keeps λ and u_q. In expectation that
 * scales coordinate j by the share of its displacement that stays inside (1/2 at a face, 1 inside) and mixes no coordinates; going by
 * the projected displacement would: all of those point inwards, so their coordinates are correlated.
 */
export function createTwoPointAverage(options: TwoPointOptions): GradientEstimator {
  checkOptions(options);
  return (centre, stream) => averageDifferences(centre, stream, options);
}

/**
 * d times `createTwoPointAverage`: its expectation is ∇f up to O(λ), in units of the gradient, as in FedZO's own paper
 * (arXiv 2201.09531).
 */
export function createScaledTwoPointAverage(options: TwoPointOptions): GradientEstimator {
  checkOptions(options);
  return function* (centre, stream) {
    const { gradient, queries, usable } = yield* averageDifferences(centre, stream, options);
    const { length } = gradient;
    return { gradient: gradient.map((component) => length * component), queries, usable };
  };
}

function* averageDifferences(
  { x, value }: Centre,
  stream: RandomStream,
  { directions: count, smoothingRadius }: TwoPointOptions,
): Evaluating<GradientEstimate> {
  checkCentre({ x, value });
  const directions = drawDirections(stream, count, x.length);
  const outcomes = yield directions.map((u) => {
    const moved = new Float64Array(x.length);
    for (let j = 0; j < moved.length; j++) moved[j] = x[j]! + smoothingRadius * u[j]!;
    return projectOntoBox(moved);
  });
  const gradient = new Float64Array(x.length);
  let usable = 0;
  for (const [q, u] of directions.entries()) {
    const moved = valueOf(outcomes[q]);
    if (moved === undefined) continue;
    usable += 1;
    const quotient = (moved - value) / smoothingRadius;
    for (let j = 0; j < u.length; j++) gradient[j] = gradient[j]! + quotient * u[j]!;
  }
  checkUsable(usable, outcomes);
  for (let j = 0; j < gradient.length; j++) gradient[j] = gradient[j]! / usable;
  return { gradient, queries: count, usable };
}

/** `count` unit vectors: orthonormal ones, and where there are more than dimensions, one basis after another. */
function drawDirections(stream: RandomStream, count: number, dimension: number): Float64Array[] {
  const directions: Float64Array[] = [];
  while (directions.length < count) {
    const size = Math.min(dimension, count - directions.length);
    const rows = orthonormalDirections(stream, size, dimension);
    for (let q = 0; q < size; q++) directions.push(rows.subarray(q * dimension, (q + 1) * dimension));
  }
  return directions;
}

function checkOptions({ directions, smoothingRadius }: TwoPointOptions): void {
  checkSmoothingRadius(smoothingRadius);
  if (!Number.isSafeInteger(directions) || directions < 1) {
    throw new InvalidArgumentError('directions', `${directions} is not a number of evaluations; give a whole number of at least 1`);
  }
}
