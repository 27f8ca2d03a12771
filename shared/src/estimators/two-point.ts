import { fillNormal } from '../numeric/random-stream.js';
import { orthonormalDirections, rademacherVector, sphere } from '../numeric/random-vectors.js';
import type { RandomStream } from '../numeric/random.js';
import type { Evaluating } from '../objectives/evaluating.js';
import { projectOntoBox } from '../optimizers/box.js';
import {
  checkCentre,
  checkDirections,
  checkSmoothingRadius,
  checkUsable,
  stateless,
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
export function createTwoPointAverage(options: TwoPointOptions): GradientEstimator<null> {
  return createAverage(options, orthonormalRows, () => 1);
}

/**
 * d times `createTwoPointAverage`: its expectation is ∇f up to O(λ), in units of the gradient, as in FedZO's own paper
 * (arXiv 2201.09531).
 */
export function createScaledTwoPointAverage(options: TwoPointOptions): GradientEstimator<null> {
  return createAverage(options, orthonormalRows, (dimension) => dimension);
}

/**
 * The average of directional differences along u ~ N(0, I), the gradient of f smoothed by a Gaussian of standard deviation λ (Nesterov
 * & Spokoiny 2017, eq. 26): its expectation is ∇f up to O(λ). ‖λu‖ ≈ λ√d: much farther out than along unit vectors, less noise in a
 * difference and more curvature. The box as in `createTwoPointAverage`. Q queries, O(Qd) time.
 */
export function createGaussianAverage(options: TwoPointOptions): GradientEstimator<null> {
  return createAverage(options, independent(gaussian), () => 1);
}

/**
 * d times the average of directional differences along independent u, uniform on the unit sphere (FedZO, arXiv 2201.09531, eq. 3): its
 * expectation is ∇f up to O(λ). Orthonormal ones (`createScaledTwoPointAverage`) have the smaller variance. Q queries, O(Qd) time.
 */
export function createSphereAverage(options: TwoPointOptions): GradientEstimator<null> {
  return createAverage(options, independent(sphere), (dimension) => dimension);
}

/**
 * The average of directional differences along u with independent signs ±1 (Spall, IEEE Trans. Automat. Control 37, 1992, one-sided):
 * its expectation is ∇f up to O(λ), its variance the least of independent directions with E uuᵀ = I, for ‖u‖ is constant. ‖λu‖ = λ√d.
 * Q queries, O(Qd) time.
 */
export function createRademacherAverage(options: TwoPointOptions): GradientEstimator<null> {
  return createAverage(options, independent(rademacherVector), () => 1);
}

/** Draws `count` directions in `dimension` coordinates. */
type DirectionSampler = (stream: RandomStream, count: number, dimension: number) => Float64Array[];

function createAverage(
  options: TwoPointOptions,
  sampler: DirectionSampler,
  factor: (dimension: number) => number,
): GradientEstimator<null> {
  const { directions, smoothingRadius } = options;
  checkSmoothingRadius(smoothingRadius);
  checkDirections(directions);
  return stateless((centre, stream) => {
    checkCentre(centre);
    const { length } = centre.x;
    return averageDifferences(centre, sampler(stream, directions, length), { smoothingRadius, factor: factor(length) });
  });
}

/** `factor`/Q · Σ_q [f(x + λu_q) − f(x)]/λ · u_q over the directions that have a value. O(Qd). */
export function* averageDifferences(
  { x, value }: Centre,
  directions: readonly Float64Array[],
  { smoothingRadius, factor }: { readonly smoothingRadius: number; readonly factor: number },
): Evaluating<GradientEstimate> {
  const outcomes = yield directions.map((u) => displaced(x, u, smoothingRadius));
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
  for (let j = 0; j < gradient.length; j++) gradient[j] = factor * (gradient[j]! / usable);
  return { gradient, queries: directions.length, usable };
}

/** The point of the box nearest to x + length·u. O(d). */
export function displaced(x: Float64Array, u: Float64Array, length: number): Float64Array {
  const moved = new Float64Array(x.length);
  for (let j = 0; j < moved.length; j++) moved[j] = x[j]! + length * u[j]!;
  return projectOntoBox(moved);
}

/** `count` unit vectors: orthonormal ones, and where there are more than dimensions, one basis after another. */
export function orthonormalRows(stream: RandomStream, count: number, dimension: number): Float64Array[] {
  const directions: Float64Array[] = [];
  while (directions.length < count) {
    const size = Math.min(dimension, count - directions.length);
    const rows = orthonormalDirections(stream, size, dimension);
    for (let q = 0; q < size; q++) directions.push(rows.subarray(q * dimension, (q + 1) * dimension));
  }
  return directions;
}

/** A standard normal vector. */
export function gaussian(stream: RandomStream, dimension: number): Float64Array {
  const u = new Float64Array(dimension);
  fillNormal(stream, u);
  return u;
}

function independent(draw: (stream: RandomStream, dimension: number) => Float64Array): DirectionSampler {
  return (stream, count, dimension) => Array.from({ length: count }, () => draw(stream, dimension));
}
