import { InvalidArgumentError } from '../../errors.js';
import type { RunPlan } from '../messages.js';
import { account, differenceSchedule, noiseGrid, planNoise, schedulePhases, type ClaimTerms, type Relation } from '../../privacy/index.js';
import { checkCountNoise, usualCountNoise, type AdaptedClip } from './adapted-clip.js';

/** What is asked of a private run. */
export interface PrivacyTerms {
  /** What a member is: a record, or all that a client holds. */
  readonly unit: 'record' | 'client';
  readonly relation: Relation;
  /** Who is trusted with a sum before noise is in it: the coordinator, or nobody but the client itself. */
  readonly trust: 'central' | 'local';
  /** What the run may spend. */
  readonly epsilon: number;
  readonly delta: number;
  /** Whose data it is about, and ε that all runs about them may spend together. */
  readonly dataSet: string;
  readonly budget: number;
  /** n, how many members there are over all clients: a public number, by which sums are divided. */
  readonly members: number;
  readonly clip: {
    /** C₁, clip radius of what is released whole; of the first round where it is adapted. */
    readonly restart: number;
    /** C₂, clip radius of a difference per unit of ‖xᵣ − xᵣ₋₁‖. */
    readonly difference: number;
    /** How C₁ follows the norms of members. Missing: it is fixed. */
    readonly adapted?: Omit<AdaptedClip, 'countNoise'> & Partial<AdaptedClip>;
  };
  /** T: every so many rounds the whole quantity is released, in between its change. 1: whole every round. */
  readonly restart: number;
  /** m₂/m₁, noise multiplier of a difference over that of a whole. Missing: both kinds spend half of the budget. */
  readonly noiseRatio?: number;
  /** Every client takes part in a round by a secret coin of this probability. Missing: all do. */
  readonly samplingRate?: number;
}

/** What a private run promises, and the noise that keeps it: fixed for the run, and shown to every client before it takes part. */
export interface PrivacyPlan extends Omit<PrivacyTerms, 'noiseRatio' | 'clip'> {
  readonly clip: Omit<PrivacyTerms['clip'], 'adapted'> & { readonly adapted?: AdaptedClip };
  /** Noise multipliers m (σ ÷ sensitivity) of the two kinds of release; they are the same where every release is whole. */
  readonly noise: { readonly restart: number; readonly difference: number };
}

/**
 * The least noise with which a run of so many rounds keeps its budget: one release a round, whole or a difference. Discrete noise where all
 * take part, by zero-concentrated privacy; continuous noise, rounded, where clients are sampled. Throws `InvalidArgumentError` naming the
 * field of the section. Milliseconds; sampled, seconds.
 */
export function planPrivacy({ noiseRatio, ...terms }: PrivacyTerms, rounds: number): PrivacyPlan {
  checkPrivacyTerms(terms);
  const schedule = differenceSchedule(rounds, terms.restart);
  try {
    const { phases } = planNoise(terms.epsilon, schedulePhases(schedule, noiseRatio), claimTermsOf(terms));
    const restart = phases[0]!.noiseMultiplier;
    const difference = phases[1]?.noiseMultiplier ?? restart;
    for (const multiplier of [restart, difference]) checkOnGrid(multiplier, terms, rounds);
    return { ...terms, clip: plannedClip(terms, restart), noise: { restart, difference } };
  } catch (error) {
    if (error instanceof InvalidArgumentError)
      throw new InvalidArgumentError(
        `privacy.${error.field === 'population' ? 'members' : error.field}`,
        error.message.slice(error.field.length + 2),
      );
    throw error;
  }
}

/** With the noise on a count that joins every release, out of its multiplier. */
function plannedClip({ clip: { adapted, ...radii }, ...terms }: PrivacyTerms, noiseMultiplier: number): PrivacyPlan['clip'] {
  if (adapted === undefined) return radii;
  const { countNoise = usualCountNoise(expectedMembers(terms), noiseMultiplier, terms.relation) } = adapted;
  checkCountNoise(countNoise, noiseMultiplier, terms.relation);
  return { ...radii, adapted: { ...adapted, countNoise } };
}

/** Whatever the radius, the grid holds the same multipliers: what it does not is refused before the run, not in its first round. */
function checkOnGrid(multiplier: number, { epsilon, relation }: Pick<PrivacyTerms, 'epsilon' | 'relation'>, rounds: number): void {
  try {
    noiseGrid(1, multiplier, relation);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new InvalidArgumentError(
      'epsilon',
      `is ${epsilon} for ${rounds} rounds, which makes noise of ${multiplier.toPrecision(3)} sensitivities a release; from 1/32 to 2^24 are possible, so choose another epsilon or number of rounds`,
    );
  }
}

/**
 * By what a released sum is divided for a mean: how many members are in a round on average, a public number. How many there were would be a
 * release of its own.
 */
export function expectedMembers({ members, samplingRate = 1 }: Pick<PrivacyPlan, 'members' | 'samplingRate'>): number {
  return members * samplingRate;
}

/** ε of the first `releases` releases of a plan. Throws nothing that `planPrivacy` did not. O(1); sampled, seconds. */
export function spentBy(plan: PrivacyPlan, releases: number): number {
  if (releases === 0) return 0;
  const { restarts, differences } = differenceSchedule(releases, plan.restart);
  const phases = [
    { noiseMultiplier: plan.noise.restart, rounds: restarts },
    { noiseMultiplier: plan.noise.difference, rounds: differences },
  ];
  return account(
    phases.filter(({ rounds }) => rounds > 0),
    claimTermsOf(plan),
  ).epsilon;
}

/** What the claim of a section rests on. */
function claimTermsOf({ delta, relation, samplingRate, members }: PrivacyTerms): ClaimTerms {
  return {
    delta,
    relation,
    population: members,
    ...(samplingRate === undefined
      ? { sampling: { scheme: 'everybody' }, noise: 'discrete' }
      : { sampling: { scheme: 'poisson', rate: samplingRate, cohortKnownToAdversary: false }, noise: 'continuous' }),
  };
}

/** The plan of a run whose method is private. Throws `InvalidArgumentError` where the experiment has no `privacy` section. */
export function privacyOf({ privacy, algorithm }: Pick<RunPlan, 'privacy' | 'algorithm'>): PrivacyPlan {
  if (privacy !== undefined) return privacy;
  throw new InvalidArgumentError(
    'algorithm.kind',
    `is ${algorithm.kind}, a private method, but the experiment has no privacy section; add one, or take another method`,
  );
}

function checkPrivacyTerms({ unit, trust, epsilon, budget, samplingRate }: PrivacyTerms): void {
  if (budget < epsilon)
    throw new InvalidArgumentError(
      'privacy.budget',
      `is ${budget}, less than the epsilon of this run alone, ${epsilon}; raise it, or lower epsilon`,
    );
  if (samplingRate === undefined) return;
  if (unit === 'record') {
    throw new InvalidArgumentError(
      'privacy.samplingRate',
      `is ${samplingRate}, the share of clients in a round, but a record is in every round of its client's: amplification by sampling clients is for unit: client`,
    );
  }
  if (trust === 'local') {
    throw new InvalidArgumentError(
      'privacy.samplingRate',
      `is ${samplingRate}, but under trust: local the coordinator is the adversary, and it sees who takes part; leave it out`,
    );
  }
}
