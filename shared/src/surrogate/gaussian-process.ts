import { InvalidArgumentError } from '../errors.js';
import type { Kernels } from '../numeric/kernels.js';
import { COVARIANCES, type CovarianceKind } from '../numeric/covariance.js';
import { belowDiagonal, pairwiseDistances, type PriorOptions } from './covariance-matrix.js';
import type { DistanceWindow } from './distance-window.js';
import { createGradientScore, squaredDistance } from './gradient-score.js';
import { maximiseLikelihood, type LengthScaleSearch } from './length-scale.js';
import { regressInto, type Regression } from './regression.js';
import { createValuePosterior, type ValuePosterior } from './value-posterior.js';
import { createWindow, type NormalisationOptions, type Observations, type ObservationWindow } from './observation-window.js';

export interface GaussianProcessOptions extends NormalisationOptions {
  readonly covariance: CovarianceKind;
  /** ℓ > 0 in units of x, or how to find it by marginal likelihood. */
  readonly lengthScale: number | LengthScaleSearch;
  /** σ² ≥ 0 in units of the normalised values squared; published: 1e-6. */
  readonly noiseVariance: number;
  /** Distances known from earlier fits; the result is the same without. */
  readonly distances?: DistanceWindow | undefined;
}

/** The posterior of a Gaussian process given a window of observations. It holds O(n(n + d)) numbers, n² of them in kernel memory. */
export interface GaussianProcess extends ValuePosterior {
  readonly window: ObservationWindow;
  readonly lengthScale: number;
  /** What had to be added to the diagonal beside σ² to factorise; 0 as a rule. */
  readonly jitter: number;
  /** Log marginal likelihood of the normalised values, in nats. */
  readonly logLikelihood: number;
  /** μ(x) in units of y. O(nd). */
  mean(x: Float64Array): number;
  /** ∇μ(x) in units of y per unit of x, shape [d]. One pass over the window, O(nd). */
  gradient(x: Float64Array): Float64Array;
  /**
   * ∂σ²(x, x), d×d, the posterior covariance of the gradient of the *normalised* function (times `window.scale`² for units of y).
   * Dense: for tests and diagnostics. O(n²d + nd²).
   */
  gradientCovariance(x: Float64Array): Float64Array;
  /**
   * tr ∂σ²(p, p) for each of m points (m×d row-major), shape [m]; the uncertainty score of active queries, in the units of
   * `gradientCovariance`. O(nd + n²) a point, and O(n³) a call.
   */
  gradientCovarianceTrace(points: Float64Array): Float64Array;
  /** tr ∂σ²(x, x) as a share of what it is without any observation: from 0, the gradient is known, to 1. O(nd + n³). */
  relativeGradientUncertainty(x: Float64Array): number;
  /** Returns its memory to the kernels; it may not be used afterwards. */
  release(): void;
}

/**
 * Exact Gaussian-process regression (Rasmussen & Williams 2006, algorithm 2.1) with the posterior of the gradient in closed form
 * (FZooS, arXiv 2308.04077, §4.1): with A = K + σ²I and α = A⁻¹ỹ,
 *
 *     μ = kᵀα,   ∇μ(x) = Σₐ αₐ·g(ρₐ)·(x − xₐ),   ∂σ²(x, x) = κ₀I − JᵀA⁻¹J,   J's rows g(ρₐ)·(x − xₐ)
 *
 * Equal points are merged and values normalised first (`createWindow`). If A cannot be factorised, a jitter of 1e-8 … 1e-4 of its
 * mean diagonal is added. Throws `InvalidArgumentError` on bad sizes and ranges. O(n²d + n³), times some ten n³ with a search.
 *
 * Deviations from the published code: gradients in closed form (the code's finite difference of step 1e-20 gives exactly zero
 * where |x_j| < 9e-5); equal points merged; one-dimensional deterministic length-scale search instead of 21 restarts.
 */
export function fitGaussianProcess(kernels: Kernels, observations: Observations, options: GaussianProcessOptions): GaussianProcess {
  const covariance = COVARIANCES[options.covariance];
  const { noiseVariance } = options;
  if (!(noiseVariance >= 0 && Number.isFinite(noiseVariance))) {
    throw new InvalidArgumentError(
      'noiseVariance',
      `${noiseVariance} is not a variance; give a finite number of at least 0, for example 1e-6`,
    );
  }
  const window = createWindow(observations, options);
  const below = options.distances?.below(window.x) ?? belowDiagonal(pairwiseDistances(kernels, window), window.count);
  const lengthScale =
    typeof options.lengthScale === 'number'
      ? options.lengthScale
      : maximiseLikelihood(kernels, { below, targets: window.targets }, { ...options.lengthScale, covariance, noiseVariance }).lengthScale;
  if (!(lengthScale > 0 && Number.isFinite(lengthScale))) {
    throw new InvalidArgumentError('lengthScale', `${lengthScale} is not a length; give a finite number above 0`);
  }
  return condition(kernels, window, { below, prior: { covariance, lengthScale, noiseVariance } });
}

/** The posterior at a given length-scale. */
function condition(
  kernels: Kernels,
  window: ObservationWindow,
  { below, prior }: { below: Float64Array; prior: PriorOptions },
): GaussianProcess {
  const { x: points, count: n, dimension: d, scale, offset } = window;
  const { covariance, lengthScale } = prior;
  const factor = kernels.allocate(n * n);
  const { weights, jitter, logLikelihood } = regressOrRelease();
  const conditioned = { points, below, factor, count: n, dimension: d, covariance, lengthScale };
  const score = createGradientScore(kernels, conditioned);

  return {
    window,
    lengthScale,
    jitter,
    logLikelihood,
    mean(x) {
      checkPoint(x, d);
      let sum = 0;
      for (let a = 0; a < n; a++)
        sum += weights[a]! * covariance.value(squaredDistance(points.subarray(a * d, (a + 1) * d), x), lengthScale);
      return offset + scale * sum;
    },
    gradient(x) {
      checkPoint(x, d);
      const gradient = new Float64Array(d);
      for (let a = 0; a < n; a++) {
        const point = points.subarray(a * d, (a + 1) * d);
        const factorAtA = scale * weights[a]! * covariance.gradientFactor(squaredDistance(point, x), lengthScale);
        for (let j = 0; j < d; j++) gradient[j]! += factorAtA * (x[j]! - point[j]!);
      }
      return gradient;
    },
    gradientCovariance(x) {
      checkPoint(x, d);
      return score.covariance(x);
    },
    gradientCovarianceTrace(candidates) {
      if (candidates.length % d !== 0) {
        throw new InvalidArgumentError('points', `holds ${candidates.length} numbers, not a multiple of the dimension ${d}`);
      }
      return score.traces(candidates);
    },
    relativeGradientUncertainty(x) {
      checkPoint(x, d);
      return score.traces(x)[0]! / (d * covariance.gradientVariance(lengthScale));
    },
    ...createValuePosterior(kernels, conditioned),
    release: () => kernels.release(factor),
  };

  function regressOrRelease(): Regression {
    try {
      return regressInto(factor, kernels, { data: { below, targets: window.targets }, prior });
    } catch (error) {
      kernels.release(factor);
      throw error;
    }
  }
}

function checkPoint(x: Float64Array, dimension: number): void {
  if (x.length !== dimension) throw new InvalidArgumentError('x', `has ${x.length} coordinates, the window's points have ${dimension}`);
}
