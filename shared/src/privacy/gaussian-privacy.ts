import { erfcx, exp, log } from '../numeric/index.js';
import { log1p } from '../numeric/small-argument.js';
import { requireDelta, requirePositive } from './argument-ranges.js';
import { leastWhere } from './bisection.js';

const ROOT_HALF = Math.SQRT1_2;
const ROOT_HALF_PI = 1.2533141373155003;
const LN_ROOT_TWO_PI = 0.9189385332046728;
/** What rounding may take from a δ, relatively: the worst seen against 50 digits is half of it. Inverses aim below δ by this much. */
const ROUNDING = 2e-13;

/**
 * δ(ε) of μ-Gaussian differential privacy, exact: Φ(−ε/μ + μ/2) − e^ε Φ(−ε/μ − μ/2) (Balle & Wang, arXiv 1805.06530, theorem 8; Dong, Roth &
 * Su, arXiv 1905.02383, corollary 2.13). A Gaussian release of noise multiplier m is 1/m-Gaussian, and μ² of independent or adaptive
 * releases adds. ε ≥ 0, μ > 0; throws `InvalidArgumentError` else. Relative error below 1e-12 above 1e-290. O(1).
 */
export function gaussianDelta(mu: number, epsilon: number): number {
  return exp(lnGaussianDelta(mu, epsilon));
}

/** ln δ(ε) of `gaussianDelta`, where δ itself would underflow too. */
export function lnGaussianDelta(mu: number, epsilon: number): number {
  requirePositive('mu', mu, 'the μ of Gaussian differential privacy');
  if (!(epsilon >= 0 && epsilon < Infinity)) requirePositive('epsilon', epsilon, 'ε');
  const upper = mu / 2 - epsilon / mu;
  const lower = -mu / 2 - epsilon / mu;
  // e^ε φ(lower) = φ(upper), so both terms share one density and only ratios of Mills are left.
  const lnDensity = lnNormalDensity(upper);
  if (upper <= 0) return lnDensity + log(millsRatio(-upper) - millsRatio(-lower));
  return log1p(-exp(lnDensity) * (millsRatio(upper) + millsRatio(-lower)));
}

/** The least ε ≥ 0 for which μ-Gaussian privacy keeps δ, rounded up. Throws as `gaussianDelta`. O(1), some thousand operations. */
export function gaussianEpsilon(mu: number, delta: number): number {
  requirePositive('mu', mu, 'the μ of Gaussian differential privacy');
  requireDelta(delta);
  const goal = log(delta) - ROUNDING;
  return leastWhere((epsilon) => lnGaussianDelta(mu, epsilon) <= goal, mu * mu + 1);
}

/** The largest μ that keeps (ε, δ), rounded down: 1/μ is the least noise multiplier of a single release. Throws as `gaussianDelta`. */
export function gaussianMu(epsilon: number, delta: number): number {
  requirePositive('epsilon', epsilon, 'ε');
  requireDelta(delta);
  const goal = log(delta) - ROUNDING;
  return 1 / leastWhere((multiplier) => multiplier > 0 && lnGaussianDelta(1 / multiplier, epsilon) <= goal, 1);
}

/** (1 − Φ(x))/φ(x). */
function millsRatio(x: number): number {
  return ROOT_HALF_PI * erfcx(x * ROOT_HALF);
}

function lnNormalDensity(x: number): number {
  return -LN_ROOT_TWO_PI - 0.5 * x * x;
}
