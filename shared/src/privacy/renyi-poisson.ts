import { exp, log } from '../numeric/index.js';
import { expm1, log1p } from '../numeric/small-argument.js';
import { requirePositive, requireRate } from './argument-ranges.js';
import { LogarithmicSum } from './logarithmic-sum.js';

/**
 * Rényi divergence of order α > 1 of one Gaussian release of a cohort that everybody joins by an independent coin of probability q:
 * ln A/(α−1), A = E[w^α], w = 1 − q + q e^{(2z−1)/(2σ²)}, z ~ N(0, σ²), for neighbours that differ by one member (Mironov, Talwar & Zhang,
 * arXiv 1908.10530, theorem 5 and section 3.3: the other direction is never larger). σ is the noise multiplier. Continuous noise only.
 * Relative error below 1e-10. Throws `InvalidArgumentError`. O(α) for whole orders, else O(α/σ).
 */
export function poissonRenyi(samplingRate: number, noiseMultiplier: number, order: number): number {
  requireRate(samplingRate);
  requirePositive('noiseMultiplier', noiseMultiplier, 'noise standard deviation ÷ sensitivity');
  requirePositive('order', order - 1, 'a Rényi order less 1');
  if (samplingRate === 1) return order / (2 * noiseMultiplier * noiseMultiplier);
  const lnExcess = Number.isInteger(order)
    ? lnExcessBySum(samplingRate, noiseMultiplier, order)
    : lnExcessByIntegral(samplingRate, noiseMultiplier, order);
  // ln A = ln(1 + (A − 1)); where A overflows, ln(A − 1) is ln A.
  return (lnExcess > 40 ? lnExcess : log1p(exp(lnExcess))) / (order - 1);
}

/**
 * ln(A − 1) for whole α: Σ_{j≥2} C(α,j) (1−q)^{α−j} q^j (e^{j(j−1)/(2σ²)} − 1). The binomial weights sum to 1, so subtracting it term by
 * term leaves positive terms only.
 */
function lnExcessBySum(q: number, sigma: number, order: number): number {
  const lnOdds = log(q) - log1p(-q);
  const total = new LogarithmicSum();
  let lnWeight = order * log1p(-q);
  for (let j = 1; j <= order; j++) {
    lnWeight += log((order - j + 1) / j) + lnOdds;
    const exponent = (j * (j - 1)) / (2 * sigma * sigma);
    if (exponent > 0) total.add(lnWeight + (exponent > 40 ? exponent : log(expm1(exponent))));
  }
  return total.value();
}

/**
 * ln(A − 1) for any α: since E[w] = 1, A − 1 = E[w^α − 1 − α(w − 1)], whose integrand is nowhere negative. Trapezoidal rule in z/σ: the
 * integrand is analytic in a strip of half-width πσ, so the error falls exponentially in the step's inverse.
 */
function lnExcessByIntegral(q: number, sigma: number, order: number): number {
  const step = 0.2 * Math.min(1, sigma);
  const total = new LogarithmicSum();
  for (let t = -14; t <= order / sigma + 14; t += step) {
    const lnDensity = -0.5 * t * t - 0.9189385332046728;
    const grown = (2 * t * sigma - 1) / (2 * sigma * sigma);
    // w − 1 = q(e^grown − 1); powers of w stay in logarithms, as w^α overflows where the density would bring it back.
    const lnRatio = grown > 40 ? grown + log(q) + log1p(((1 - q) / q) * exp(-grown)) : log1p(q * expm1(grown));
    total.add(lnDensity + lnConvexGap(lnRatio, order));
  }
  return total.value() + log(step);
}

/** ln(w^α − 1 − α(w − 1)) from ln w: by its series where the three terms cancel. */
function lnConvexGap(lnRatio: number, order: number): number {
  if (order * lnRatio > 40) return order * lnRatio + log1p(-order * exp((1 - order) * lnRatio));
  const excess = expm1(lnRatio);
  if (Math.abs(excess) * Math.max(1, order) > 0.02) {
    const gap = expm1(order * lnRatio) - order * excess;
    return gap > 0 ? log(gap) : -Infinity;
  }
  let term = (order * (order - 1) * excess * excess) / 2;
  let sum = term;
  for (let j = 3; j <= 12; j++) {
    term *= ((order - j + 1) * excess) / j;
    sum += term;
  }
  return log(sum);
}
