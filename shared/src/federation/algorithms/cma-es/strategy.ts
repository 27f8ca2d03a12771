import { log } from '../../../numeric/elementary.js';

/** The constants of the strategy, which follow from d and λ. */
export interface Strategy {
  readonly dimension: number;
  /** λ. */
  readonly population: number;
  readonly separable: boolean;
  /** w₁ ≥ … ≥ w_μ > 0, μ = ⌊λ/2⌋, with sum 1. */
  readonly weights: Float64Array;
  /** μ_eff = 1 / Σ w². */
  readonly effective: number;
  /** c_σ and d_σ of the step size. */
  readonly stepRate: number;
  readonly stepDamping: number;
  /** c_c, c₁ and c_μ of the covariance. */
  readonly pathRate: number;
  readonly rankOneRate: number;
  readonly rankManyRate: number;
  /** E‖N(0, I)‖. */
  readonly expectedLength: number;
  /** Generations between two decompositions of the covariance. */
  readonly decomposeEvery: number;
}

/**
 * The default constants of Hansen, *The CMA Evolution Strategy: A Tutorial* (arXiv 1604.00772, table 1), with positive weights alone; the
 * separable variant learns (d + 2)/3 times as fast (Ros & Hansen 2008). O(λ).
 */
export function strategyOf(dimension: number, population: number, separable: boolean): Strategy {
  const d = dimension;
  const parents = Math.floor(population / 2);
  const raw = Float64Array.from({ length: parents }, (_, i) => log((population + 1) / 2) - log(i + 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => weight / total);
  const effective = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0);
  const stepRate = (effective + 2) / (d + effective + 5);
  const faster = separable ? (d + 2) / 3 : 1;
  const rankOneRate = Math.min(0.5, (faster * 2) / ((d + 1.3) ** 2 + effective));
  const rankManyRate = Math.min(1 - rankOneRate, (faster * 2 * (0.25 + effective + 1 / effective - 2)) / ((d + 2) ** 2 + effective));
  return {
    dimension,
    population,
    separable,
    weights,
    effective,
    stepRate,
    stepDamping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (d + 1)) - 1) + stepRate,
    pathRate: (4 + effective / d) / (d + 4 + (2 * effective) / d),
    rankOneRate,
    rankManyRate,
    expectedLength: Math.sqrt(d) * (1 - 1 / (4 * d) + 1 / (21 * d * d)),
    decomposeEvery: separable ? 1 : Math.max(1, Math.floor(1 / (10 * d * (rankOneRate + rankManyRate)))),
  };
}
