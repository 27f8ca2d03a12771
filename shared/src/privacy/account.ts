import { checkPhases, checkTerms, type ClaimTerms, type Relation, type ReleasePhase } from './claim.js';
import { gaussianEpsilon } from './gaussian-privacy.js';
import { DENSE_RENYI_ORDERS, renyiEpsilon } from './renyi-conversion.js';
import { poissonRenyi } from './renyi-poisson.js';
import { withoutReplacementRenyi } from './renyi-without-replacement.js';
import { sampledOnceEpsilon } from './sampled-once.js';
import { LEAST_TIGHT_DELTA, tightEpsilon } from './tight-accountant.js';
import { zcdpEpsilon } from './zero-concentrated.js';

/** By what theorem an ε was found. */
export type Accountant = 'gaussian' | 'zcdp' | 'sampled-once' | 'privacy-loss-distribution' | 'renyi-poisson' | 'renyi-without-replacement';

/** What a plan spends. */
export interface PrivacyAccount {
  readonly epsilon: number;
  readonly delta: number;
  /** μ of Gaussian differential privacy; null where cohorts are sampled, as no μ describes that. */
  readonly mu: number | null;
  readonly relation: Relation;
  readonly accountant: Accountant;
}

/** Whole orders only; the bound without replacement grows too fast for larger ones to be best. */
const WHOLE_ORDERS = DENSE_RENYI_ORDERS.filter((order) => Number.isInteger(order) && order <= 256);

/** With less noise the bound without replacement was not the lesser where it was tried, and its integrals take minutes. */
const LEAST_AMPLIFIED = 0.1;

/**
 * ε at δ of a sequence of Gaussian releases, never below the truth. Everybody takes part: exact for continuous noise (Σ rounds/m² = μ²), by
 * zero-concentrated privacy for discrete noise. Poisson: exact for a single round, else the lesser of the tight and the Rényi bound. Without replacement: the lesser of
 * the Rényi bound and the one without amplification. Multipliers may differ by phase, and be chosen from what was released, so long as the
 * plan stands before the first release. `precision` is that of the tight accountant. Throws `InvalidArgumentError` as `checkTerms`.
 * Milliseconds; Poisson up to seconds.
 */
export function account(
  phases: readonly ReleasePhase[],
  terms: ClaimTerms,
  { precision = 1e-5 }: { precision?: number } = {},
): PrivacyAccount {
  checkTerms(terms);
  checkPhases(phases);
  const { delta, relation, sampling, noise } = terms;
  if (sampling.scheme === 'everybody' || sampling.rate === 1) {
    const mu = totalMu(phases);
    return noise === 'continuous'
      ? { epsilon: gaussianEpsilon(mu, delta), delta, mu, relation, accountant: 'gaussian' }
      : { epsilon: zcdpEpsilon((mu * mu) / 2, delta), delta, mu, relation, accountant: 'zcdp' };
  }
  const { rate } = sampling;
  if (sampling.scheme === 'without-replacement') {
    return { epsilon: withoutReplacementEpsilon(phases, terms, rate), delta, mu: null, relation, accountant: 'renyi-without-replacement' };
  }
  if (phases.length === 1 && phases[0]!.rounds === 1) {
    const { remove, add } = sampledOnceEpsilon({ samplingRate: rate, noiseMultiplier: phases[0]!.noiseMultiplier }, delta);
    return { epsilon: Math.max(remove, add), delta, mu: null, relation, accountant: 'sampled-once' };
  }
  const renyi = renyiPoissonEpsilon(phases, rate, delta);
  const tight =
    delta < LEAST_TIGHT_DELTA
      ? Infinity
      : tightEpsilon(
          phases.map((phase) => ({ ...phase, samplingRate: rate })),
          delta,
          { precision },
        ).upper;
  return tight < renyi
    ? { epsilon: tight, delta, mu: null, relation, accountant: 'privacy-loss-distribution' }
    : { epsilon: renyi, delta, mu: null, relation, accountant: 'renyi-poisson' };
}

/** μ of all phases, rounded up: μ² = Σ rounds/m². */
export function totalMu(phases: readonly ReleasePhase[]): number {
  const squares = phases.reduce((sum, { noiseMultiplier, rounds }) => sum + rounds / noiseMultiplier ** 2, 0);
  return Math.sqrt(squares) * (1 + (phases.length + 2) * Number.EPSILON);
}

/** ε at δ by the Rényi curve of Poisson-sampled releases alone: quick, and above the tight bound by some per cent. */
export function renyiPoissonEpsilon(phases: readonly ReleasePhase[], rate: number, delta: number): number {
  return renyiEpsilon(
    (order) => phases.reduce((sum, { noiseMultiplier, rounds }) => sum + rounds * poissonRenyi(rate, noiseMultiplier, order), 0),
    delta,
  ).epsilon;
}

function withoutReplacementEpsilon(phases: readonly ReleasePhase[], { noise, delta }: ClaimTerms, rate: number): number {
  const mu = totalMu(phases);
  const unamplified = noise === 'continuous' ? gaussianEpsilon(mu, delta) : zcdpEpsilon((mu * mu) / 2, delta);
  if (phases.some(({ noiseMultiplier }) => noiseMultiplier < LEAST_AMPLIFIED)) return unamplified;
  const bounds = phases.map(({ noiseMultiplier }) => withoutReplacementRenyi(rate, noiseMultiplier));
  const amplified = renyiEpsilon(
    (order) =>
      phases.reduce((sum, { noiseMultiplier, rounds }, i) => {
        const bound = noise === 'continuous' ? bounds[i]!.gaussian(order) : bounds[i]!.general(order);
        return sum + rounds * Math.min(bound, order / (2 * noiseMultiplier ** 2));
      }, 0),
    delta,
    { orders: WHOLE_ORDERS },
  ).epsilon;
  return Math.min(amplified, unamplified);
}
