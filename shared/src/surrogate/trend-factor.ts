import { log } from '../numeric/elementary.js';
import { factorise } from '../numeric/factorisation.js';
import type { Kernels } from '../numeric/kernels.js';
import type { TrendCohorts, TrendData } from './trend-process.js';

export interface TrendPrior {
  /** ℓ > 0 of the rational-quadratic covariance, in units of x. */
  readonly lengthScale: number;
  /** Noise variance of a value over the amplitude² of the process, at least 0; between cohorts that differ, that of a value at the usual distance. */
  readonly nugget: number;
}

/** The factored covariance of the observations; it does not depend on the centre, and processes with different trends share it. */
export interface TrendFactor {
  readonly prior: TrendPrior;
  /** L of K = L·Lᵀ, n×n, below the diagonal and on it. */
  readonly lower: Float64Array;
  /** log √det K. */
  readonly logDeterminant: number;
}

/** Keeps the factor positive where points are nearly equal. */
const JITTER = 1e-8;

/** What is left of the nugget as noise of single values where it stands for the difference of cohorts. */
const WHITE_SHARE = 0.01;

/**
 * K = k(D) + nugget·N with k = 1 / (1 + D²/(2ℓ²)) (rational quadratic, α = 1), factored. N is diag(noise), or, where the mean over a cohort
 * differs from F by a smooth function, its first two terms: values that cohort c measured from x_c have
 *
 *     N_ab = 0.01·noise_a [a = b] + [a, b of one cohort] (1 + ⟨p_a − x_c, p_b − x_c⟩ / q̄),   q̄ the mean of ‖p − x‖²,
 *
 * so a slope and an offset of its own for every cohort (random effects). O(n³/3): 1.6 ms at n = 400, where
 * appending 21 rows to a kept factor and deleting the 21 oldest by rotations takes 2.6.
 *
 * @throws FedZooError if the covariance cannot be factorised.
 */
export function factoriseTrend(
  kernels: Kernels,
  { distances, noise, count: n, cohorts }: Pick<TrendData, 'distances' | 'noise' | 'count' | 'cohorts'>,
  prior: TrendPrior,
): TrendFactor {
  const squaredScale = 2 * prior.lengthScale * prior.lengthScale;
  const lower = kernels.allocate(n * n);
  const fill = (): void => {
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < a; b++) lower[a * n + b] = 1 / (1 + distances[a * n + b]! / squaredScale);
      lower[a * n + a] = 1 + JITTER + prior.nugget * (cohorts === undefined ? 1 : WHITE_SHARE) * noise[a]!;
    }
    if (cohorts !== undefined && prior.nugget > 0) addCohorts(lower, distances, cohorts, prior.nugget);
  };
  fill();
  factorise(kernels, lower, n, fill);
  let logDeterminant = 0;
  for (let a = 0; a < n; a++) logDeterminant += log(lower[a * n + a]!);
  return { prior, lower, logDeterminant };
}

/** Adds what values of one cohort share: ⟨p_a − x, p_b − x⟩ is half of ‖p_a − x‖² + ‖p_b − x‖² − ‖p_a − p_b‖². O(n²). */
function addCohorts(lower: Float64Array, distances: Float64Array, { of, reaches }: TrendCohorts, nugget: number): void {
  const n = of.length;
  let sum = 0;
  let away = 0;
  for (let a = 0; a < n; a++) {
    sum += reaches[a]!;
    if (reaches[a]! > 0) away += 1;
  }
  const slope = sum > 0 ? (nugget * away) / sum : 0;
  for (let a = 0; a < n; a++) {
    if (of[a]! < 0) continue;
    for (let b = 0; b <= a; b++) {
      if (of[a] !== of[b]) continue;
      const product = (reaches[a]! + reaches[b]! - distances[a * n + b]!) / 2;
      lower[a * n + b] = lower[a * n + b]! + nugget + slope * product;
    }
  }
}
