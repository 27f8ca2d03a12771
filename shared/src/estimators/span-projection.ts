import type { Kernels } from '../numeric/kernels.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import type { RandomStream } from '../numeric/random.js';
import type { Evaluating } from '../objectives/evaluating.js';
import {
  checkCentre,
  checkDirections,
  checkSmoothingRadius,
  checkUsable,
  stateless,
  valueOf,
  type Centre,
  type GradientEstimator,
} from './gradient-estimator.js';
import { solveMinimumNorm } from './minimum-norm.js';
import { displaced, orthonormalRows, type TwoPointOptions } from './two-point.js';

export interface SpanProjectionOptions extends TwoPointOptions {
  /** What computes; it cannot change a bit. Default: the scalar kernels. */
  readonly kernels?: Kernels;
}

/**
 * The gradient of least norm that explains all differences, the projection of ∇f on the span of the displacements (up to O(λ)): for
 * displacements D (Q×d) and differences y, ĝ = Dᵀ(DDᵀ)⁻¹y. Averaging Q directional differences estimates the same direction with more
 * variance once the directions are not orthonormal ("projection alignment", arXiv 2509.15552), and needs the factor d; this needs none
 * and its cosine with ∇f is √(Q/d). With Q ≥ d it is ∇f, also in a corner of the box: displacements count as they were made.
 *
 * A direction that the box would shorten is taken backwards if that leaves more of it. Q queries, O(Q²d) time.
 */
export function createSpanProjection(options: SpanProjectionOptions): GradientEstimator<null> {
  const { directions, smoothingRadius, kernels = scalarKernels } = options;
  checkSmoothingRadius(smoothingRadius);
  checkDirections(directions);
  return stateless(function* ({ x, value }, stream) {
    checkCentre({ x, value });
    const { samples, queries } = yield* sampleAround({ x, value }, stream, { directions, smoothingRadius });
    const gradient = solveMinimumNorm(kernels, { ...differencesFrom({ x, value }, samples), unknowns: x.length });
    return { gradient, queries, usable: samples.length };
  });
}

/** A point and the value of f there. */
export interface Sample {
  readonly x: Float64Array;
  readonly value: number;
}

/** Evaluates f at distance λ along orthonormal directions, each to the side where more of it fits in the box. */
export function* sampleAround(
  { x }: Centre,
  stream: RandomStream,
  { directions, smoothingRadius }: TwoPointOptions,
): Evaluating<{ readonly samples: readonly Sample[]; readonly queries: number }> {
  const points = orthonormalRows(stream, directions, x.length).map((u) => {
    const [ahead, behind] = [displaced(x, u, smoothingRadius), displaced(x, u, -smoothingRadius)];
    return squaredDistance(behind, x) > squaredDistance(ahead, x) * (1 + 1e-9) ? behind : ahead;
  });
  const outcomes = yield points;
  const samples = points.flatMap((point, q) => {
    const value = valueOf(outcomes[q]);
    return value === undefined ? [] : [{ x: point, value }];
  });
  checkUsable(samples.length, outcomes);
  return { samples, queries: points.length };
}

/** The equations δᵢ·g = f(xᵢ) − f(x), each divided by ‖δᵢ‖ so that long displacements do not drown short ones. O(nd). */
export function differencesFrom({ x, value }: Centre, samples: readonly Sample[]): { rows: Float64Array; right: Float64Array } {
  const d = x.length;
  const rows = new Float64Array(samples.length * d);
  const right = new Float64Array(samples.length);
  for (const [i, sample] of samples.entries()) {
    const distance = Math.sqrt(squaredDistance(sample.x, x));
    if (distance === 0) continue;
    for (let j = 0; j < d; j++) rows[i * d + j] = (sample.x[j]! - x[j]!) / distance;
    right[i] = (sample.value - value) / distance;
  }
  return { rows, right };
}

/** ‖a − b‖². */
export function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return sum;
}
