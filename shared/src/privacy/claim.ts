import { InvalidArgumentError } from '../errors.js';
import { requireCount, requireDelta, requirePositive, requireRate } from './argument-ranges.js';

/** What neighbours are: one member more or less, or one replaced by any other, which doubles the sensitivity of a clipped sum. */
export type Relation = 'add-remove' | 'replace-one';

/**
 * Who is in a round. `poisson`: everybody by an independent coin of probability `rate`, anew each round. `without-replacement`: a cohort of
 * fixed size, the share `rate` of the population. Either hides a member only from those who do not learn who took part.
 */
export type Sampling =
  | { readonly scheme: 'everybody' }
  | { readonly scheme: 'poisson' | 'without-replacement'; readonly rate: number; readonly cohortKnownToAdversary: boolean };

/** What the accountant's theorem must be about: a continuous Gaussian (or one rounded afterwards), or a discrete one. */
export type NoiseKind = 'continuous' | 'discrete';

/** Releases of one noise multiplier: noise standard deviation ÷ L2 sensitivity under the relation. */
export interface ReleasePhase {
  readonly noiseMultiplier: number;
  readonly rounds: number;
}

/** Everything a claim of ε depends on. */
export interface ClaimTerms {
  readonly delta: number;
  readonly relation: Relation;
  readonly sampling: Sampling;
  readonly noise: NoiseKind;
  /** How many are protected, where that is known: δ ≥ 1 ÷ it would allow to publish one of them whole. */
  readonly population?: number;
  /** Accept such a δ all the same. */
  readonly acceptLargeDelta?: boolean;
}

/** Throws `InvalidArgumentError`, with the way out, where a claim under these terms would be false or empty. */
export function checkTerms({ delta, relation, sampling, noise, population, acceptLargeDelta }: ClaimTerms): void {
  requireDelta(delta);
  if (population !== undefined) {
    requireCount('population', population);
    if (delta >= 1 / population && acceptLargeDelta !== true) {
      throw new InvalidArgumentError(
        'delta',
        `is ${delta}, not below 1/${population}: publishing one member whole would keep it; choose a delta well below ${1 / population}`,
      );
    }
  }
  if (sampling.scheme === 'everybody') return;
  requireRate(sampling.rate);
  if (sampling.cohortKnownToAdversary) {
    throw new InvalidArgumentError(
      'sampling',
      `is ${sampling.scheme}, but the adversary sees who took part, so sampling hides nobody; account for everybody taking part`,
    );
  }
  if (sampling.scheme === 'poisson' && relation !== 'add-remove') {
    throw new InvalidArgumentError(
      'relation',
      'is replace-one, but Poisson sampling is accounted for neighbours that differ by one member; use add-remove, or a cohort without replacement',
    );
  }
  if (sampling.scheme === 'without-replacement' && relation !== 'replace-one') {
    throw new InvalidArgumentError(
      'relation',
      'is add-remove, but a cohort of fixed size is accounted for neighbours of equal size (Poisson formulas do not hold for it); use replace-one',
    );
  }
  if (sampling.scheme === 'poisson' && noise === 'discrete') {
    throw new InvalidArgumentError(
      'noise',
      'is discrete, but the bounds for Poisson sampling are theorems about continuous noise; use a rounded continuous Gaussian, or everybody',
    );
  }
}

/** Throws `InvalidArgumentError` unless there are phases, each with a multiplier above 0 and at least one round. */
export function checkPhases(phases: readonly ReleasePhase[]): void {
  if (phases.length === 0) throw new InvalidArgumentError('phases', 'is empty; a plan releases something');
  for (const { noiseMultiplier, rounds } of phases) {
    requirePositive('noiseMultiplier', noiseMultiplier, 'noise standard deviation ÷ sensitivity');
    requireCount('rounds', rounds);
  }
}
