import { exp, log } from '../numeric/index.js';
import { expm1, log1p } from '../numeric/small-argument.js';
import { requireCount, requirePositive, requireRate } from './argument-ranges.js';
import { LogarithmicSum } from './logarithmic-sum.js';

/**
 * Bounds on the Rényi divergence of whole orders α ≥ 2 of one release to a cohort of fixed size, drawn without replacement, for neighbours
 * one member of which is replaced (Wang, Balle & Kasiviswanathan, arXiv 1808.00087, theorem 9 and, for Gaussian noise, its proof):
 * ln(1 + q² C(α,2) min(4(e^{ε(2)} − 1), 2e^{ε(2)}) + Σ_{j≥3} q^j C(α,j) t_j)/(α−1), ε(α) = α/(2σ²), t_j = 2e^{(j−1)ε(j)}.
 */
export interface WithoutReplacementRenyi {
  /** For any mechanism with ε(α) ≤ α/(2σ²), the discrete Gaussian too. */
  readonly general: (order: number) => number;
  /** For continuous Gaussian noise: t_j at most 4√(B(2⌊j/2⌋) B(2⌈j/2⌉)), B(l) = E[(e^{(2z−1)/(2σ²)} − 1)^l], z ~ N(0, σ²). */
  readonly gaussian: (order: number) => number;
}

/**
 * The two bounds for a cohort of a share q of the population. σ is noise ÷ replace-one sensitivity, which is twice the clip radius. Take
 * the minimum with α/(2σ²), which always holds. Relative error below 1e-10. Throws `InvalidArgumentError`. O(α) an order, and once for
 * each even l ≤ α + 1 an integral of O(l/σ).
 */
export function withoutReplacementRenyi(samplingRate: number, noiseMultiplier: number): WithoutReplacementRenyi {
  requireRate(samplingRate);
  requirePositive('noiseMultiplier', noiseMultiplier, 'noise standard deviation ÷ sensitivity');
  const lnMoments: number[] = [];
  const lnMoment = (half: number): number => (lnMoments[half] ??= lnEvenMoment(noiseMultiplier, 2 * half));
  const divergence = (order: number): number => order / (2 * noiseMultiplier * noiseMultiplier);
  const bound = (order: number, lnTerm: (j: number) => number): number => {
    requireCount('order', order, 2);
    const total = new LogarithmicSum();
    let lnWeight = log(samplingRate * order);
    for (let j = 2; j <= order; j++) {
      lnWeight += log(((order - j + 1) / j) * samplingRate);
      total.add(lnWeight + lnTerm(j));
    }
    const lnExcess = total.value();
    return (lnExcess > 40 ? lnExcess : log1p(exp(lnExcess))) / (order - 1);
  };
  const lnGeneral = (j: number): number => {
    const general = log(2) + (j - 1) * divergence(j);
    return j === 2 && divergence(2) < 40 ? Math.min(general, log(4 * expm1(divergence(2)))) : general;
  };
  const lnGaussian = (j: number): number =>
    j === 2 ? lnGeneral(2) : Math.min(lnGeneral(j), log(4) + (lnMoment(Math.floor(j / 2)) + lnMoment(Math.ceil(j / 2))) / 2);
  return { general: (order) => bound(order, lnGeneral), gaussian: (order) => bound(order, lnGaussian) };
}

/** ln B(l) for even l, by the trapezoidal rule in z/σ: nowhere negative, where the alternating sum of the published form cancels. */
function lnEvenMoment(sigma: number, l: number): number {
  const step = 0.2 * Math.min(1, sigma);
  const total = new LogarithmicSum();
  for (let t = -14; t <= l / sigma + 14; t += step) {
    const grown = (2 * t * sigma - 1) / (2 * sigma * sigma);
    const lnDifference = grown > 40 ? grown : log(Math.abs(expm1(grown)));
    total.add(-0.5 * t * t - 0.9189385332046728 + l * lnDifference);
  }
  return total.value() + log(step);
}
