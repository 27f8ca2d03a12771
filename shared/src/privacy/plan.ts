import { exp, log } from '../numeric/index.js';
import { account, renyiPoissonEpsilon, totalMu, type PrivacyAccount } from './account.js';
import { requirePositive } from './argument-ranges.js';
import { checkPhases, checkTerms, type ClaimTerms, type ReleasePhase } from './claim.js';
import { gaussianMu } from './gaussian-privacy.js';
import { zcdpRho } from './zero-concentrated.js';

/** Phases whose multipliers stand in fixed ratios: `noiseMultiplier` is this phase's relative to the others. */
export interface NoisePlan {
  readonly phases: readonly ReleasePhase[];
  readonly account: PrivacyAccount;
}

/** How near to the least scale the search comes, in ln scale: by a quick bound first, then by the finest; always on the side of more noise. */
const SEARCH_PRECISION = 1e-4;

/**
 * The least noise that keeps (ε, δ): the phases with all multipliers scaled by one number, rounded up, and their account, whose ε is at
 * most `epsilon`. Exact to rounding where everybody takes part; where cohorts are sampled within some 1e-4 of what the accountant allows.
 * Throws `InvalidArgumentError` as `account`. Poisson sampling takes seconds.
 */
export function planNoise(epsilon: number, relative: readonly ReleasePhase[], terms: ClaimTerms): NoisePlan {
  requirePositive('epsilon', epsilon, 'the budget ε');
  checkTerms(terms);
  checkPhases(relative);
  const { sampling, noise, delta } = terms;
  const scaled = (scale: number): readonly ReleasePhase[] =>
    relative.map(({ noiseMultiplier, rounds }) => ({ noiseMultiplier: noiseMultiplier * scale, rounds }));
  const planned = (scale: number): NoisePlan => ({ phases: scaled(scale), account: account(scaled(scale), terms) });
  const unsampled = totalMu(relative) / (noise === 'continuous' ? gaussianMu(epsilon, delta) : Math.sqrt(2 * zcdpRho(epsilon, delta)));
  if (sampling.scheme === 'everybody' || sampling.rate === 1) return firstKept(planned, epsilon, unsampled);

  // More noise than without sampling is never needed; for Poisson the Rényi bound, which is quick, comes nearer.
  const start =
    sampling.scheme === 'poisson'
      ? leastScale((scale) => renyiPoissonEpsilon(scaled(scale), sampling.rate, delta), epsilon, unsampled).scale
      : unsampled;
  const quick = leastScale((scale) => account(scaled(scale), terms, { precision: 3e-3 }).epsilon, epsilon, start);
  const fine = firstKept(planned, epsilon, quick.scale);
  if (sampling.scheme !== 'poisson') return fine;
  // The quick bound lies a little above the fine one: one step along its slope uses what that left over.
  const nearer = planned(quick.scale * (fine.account.epsilon / epsilon) ** (1 / -quick.slope) * (1 + SEARCH_PRECISION / 2));
  return nearer.account.epsilon <= epsilon ? nearer : fine;
}

/** The plan of this scale, or of the next ones above until one keeps ε: rounding may cost some ulps. */
function firstKept(planned: (scale: number) => NoisePlan, epsilon: number, scale: number): NoisePlan {
  for (let nudge = 0; ; nudge = nudge === 0 ? Number.EPSILON : 2 * nudge) {
    const plan = planned(scale * (1 + nudge));
    if (plan.account.epsilon <= epsilon) return plan;
  }
}

/**
 * The least scale whose ε is at most `epsilon`, from above: secants of ln ε over ln scale between a scale that keeps it and one that does
 * not. The result was tried and keeps it. `slope` is d ln ε / d ln scale about there.
 */
function leastScale(
  epsilonAt: (scale: number) => number,
  epsilon: number,
  start: number,
): { readonly scale: number; readonly slope: number } {
  const gap = (lnScale: number): number => log(Math.max(epsilonAt(exp(lnScale)), 1e-300) / epsilon);
  let high = log(start);
  let atHigh = gap(high);
  let width = 0.05;
  while (atHigh > 0) atHigh = gap((high += width *= 2));
  width = 0.1;
  let low = high - width;
  let atLow = gap(low);
  while (atLow <= 0) {
    high = low;
    atHigh = atLow;
    low -= width *= 2;
    atLow = gap(low);
  }
  let slope = (atHigh - atLow) / (high - low);
  for (let round = 0; high - low > SEARCH_PRECISION && atHigh < -SEARCH_PRECISION && round < 100; round++) {
    slope = (atHigh - atLow) / (high - low);
    // Aimed a little to the side that keeps ε; every third time at the middle, so that both ends close in.
    const secant = low - atLow / slope + 0.3 * SEARCH_PRECISION;
    const trial = round % 3 === 2 || !(secant > low && secant < high) ? (low + high) / 2 : secant;
    const value = gap(trial);
    if (value <= 0) {
      high = trial;
      atHigh = value;
    } else {
      low = trial;
      atLow = value;
    }
  }
  return { scale: exp(high), slope };
}
