import { exp, log } from '../numeric/index.js';
import { expm1, log1p } from '../numeric/small-argument.js';
import { requireDelta, requirePositive, requireRate } from './argument-ranges.js';
import { leastWhere } from './bisection.js';
import { lnGaussianDelta } from './gaussian-privacy.js';
import type { SampledRelease } from './loss-atoms.js';

/** As in `gaussianEpsilon`, with room for the change of variable. */
const ROUNDING = 4e-13;

/**
 * ε at δ of a single Gaussian release with Poisson sampling, for a member removed and for one added, exact and rounded up; claim the larger.
 * The likelihood ratio is monotone in the outcome, so δ(ε) is that of the Gaussian at another ε: q δ_G(ln((e^ε − 1 + q)/q)) where the member
 * is removed, (1 − e^ε(1 − q)) δ_G(−ln((e^{−ε} − 1 + q)/q)) where one is added. Throws `InvalidArgumentError`. O(1).
 */
export function sampledOnceEpsilon(
  { samplingRate: q, noiseMultiplier }: SampledRelease,
  delta: number,
): { readonly remove: number; readonly add: number } {
  requireRate(q);
  requirePositive('noiseMultiplier', noiseMultiplier, 'noise standard deviation ÷ sensitivity');
  requireDelta(delta);
  const mu = 1 / noiseMultiplier;
  const goal = log(delta) - ROUNDING;
  const lnRemove = (epsilon: number): number =>
    log(q) + lnGaussianDelta(mu, epsilon > 40 ? epsilon - log(q) + log1p(-(1 - q) * exp(-epsilon)) : log1p(expm1(epsilon) / q));
  const lnAdd = (epsilon: number): number => {
    const left = -expm1(epsilon + log1p(-q));
    if (!(left > 0)) return -Infinity;
    const ratio = expm1(-epsilon) / q;
    return ratio <= -1 ? -Infinity : log(left) + lnGaussianDelta(mu, -log1p(ratio));
  };
  const remove = leastWhere((epsilon) => lnRemove(epsilon) <= goal, 1);
  return { remove, add: q === 1 ? remove : leastWhere((epsilon) => lnAdd(epsilon) <= goal, 1) };
}
