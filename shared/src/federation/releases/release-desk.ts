import type { EntropySource, NoiseGrid } from '../../privacy/index.js';
import { releaseWith, samplerOf, type NoiseSampler } from '../../privacy/noise.js';
import type { PendingRelease } from './pending-release.js';
import type { PrivacyPlan } from './privacy-plan.js';
import { gridOfTerms, type ReleaseTerms } from './release-terms.js';
import { releaseBytes, releasedFrom } from './release-bytes.js';

/** Names a phase of a run. */
export interface ReleaseKey {
  readonly run: string;
  readonly round: number;
  readonly phase: number;
}

/** What is charged for a release: known before anything is computed. */
export interface ReleaseCost {
  readonly noise: 'discrete' | 'continuous';
  readonly gridExponent: number;
  readonly sensitivity: number;
  readonly deviation: number;
  readonly dimension: number;
  /** The share of clients that a secret coin puts into a round, and the multiplier that is charged then. */
  readonly poisson?: { readonly samplingRate: number; readonly noiseMultiplier: number };
}

/** What the desk needs of a ledger of the data set. Everything that resolves is durable. */
export interface ReleaseLedger {
  /** Keeps room for the next release of a run. Throws `BudgetSpentError` where the budget has none, beside what other runs hold. */
  hold(at: ReleaseKey, cost: ReleaseCost): void;
  /** Charges a release. Rejects with `BudgetSpentError`. */
  reserve(at: ReleaseKey, cost: ReleaseCost): Promise<number>;
  seal(reservation: number, body: Uint8Array): Promise<void>;
  publish(reservation: number): Promise<void>;
  /** The release of a phase that was sealed before, by this process or one that died. */
  sealed(at: ReleaseKey): Promise<{ readonly reservation: number; readonly body: Uint8Array; readonly isPublished: boolean } | undefined>;
}

/** The one place of a private run at which noise is drawn and anything about the data becomes known. */
export interface ReleaseDesk {
  /**
   * Before a phase is opened: keeps room in the budget for its release, so that a spent one ends the run before any query is spent. Throws
   * `BudgetSpentError`.
   */
  authorise(at: ReleaseKey, terms: ReleaseTerms): Promise<void>;
  /** Charges the release, draws its noise, seals it, and gives it; or gives the one that was sealed for this phase before. */
  release(at: ReleaseKey, pending: PendingRelease): Promise<Float64Array>;
  /** Before what follows from the release is written down or told to anybody. Again, after a crash in between, it changes nothing. */
  published(at: ReleaseKey): Promise<void>;
}

export interface ReleaseDeskParts {
  readonly privacy: PrivacyPlan;
  readonly ledger: ReleaseLedger;
  readonly entropy: EntropySource;
  /** Where noise is drawn; missing: in this thread, from `entropy`. */
  readonly sampler?: NoiseSampler | undefined;
}

/**
 * A desk of a coordinator that is trusted with sums. Reserve → draw → seal → publish, each durable before the next: a process that dies
 * between them finds a reservation without a seal, which is spent and void (a retry is a new reservation), or a seal, whose bytes are used
 * again. Noise is never drawn twice for one reservation.
 */
export function createReleaseDesk({ privacy, ledger, entropy, sampler = samplerOf(entropy) }: ReleaseDeskParts): ReleaseDesk {
  /** The phase that was authorised last: a run has one open at a time. */
  let authorised: string | undefined;

  return {
    async authorise(at, terms) {
      const key = textOf(at);
      if (authorised === key || (await ledger.sealed(at)) !== undefined) return;
      ledger.hold(at, costOf(terms, privacy));
      authorised = key;
    },

    async release(at, pending) {
      const before = await ledger.sealed(at);
      if (before !== undefined) return releasedFrom(before.body);
      if (pending.trust === 'local') throw new Error('under local trust the coordinator has no release of its own');
      const cost = costOf(pending.terms, privacy);
      const reservation = await ledger.reserve(at, cost);
      const { noise, deviation, dimension: count } = cost;
      const { value, entry } = releaseWith(pending.parts, noise, await sampler({ noise, deviation, count }));
      if (entry.sensitivity !== cost.sensitivity || entry.deviation !== cost.deviation)
        throw new Error('the release is not the one that was charged');
      await ledger.seal(reservation, releaseBytes(value));
      return value;
    },

    async published(at) {
      const release = await ledger.sealed(at);
      if (release?.isPublished === false) await ledger.publish(release.reservation);
    },
  };
}

/** A desk of a coordinator that is not trusted: what it gets was released by the clients, each at its own desk. */
export const receivingDesk: ReleaseDesk = {
  authorise: () => Promise.resolve(),
  release(_, pending) {
    if (pending.trust === 'central') throw new Error('sums without noise need a desk that adds it');
    return Promise.resolve(pending.released);
  },
  published: () => Promise.resolve(),
};

/** What the release of these terms costs. */
export function costOf(terms: ReleaseTerms, privacy: PrivacyPlan): ReleaseCost {
  const { exponent, sensitivity, deviation }: NoiseGrid = gridOfTerms(terms, privacy);
  const { samplingRate } = privacy;
  return {
    noise: noiseKindOf(privacy),
    gridExponent: exponent,
    sensitivity,
    deviation,
    dimension: terms.dimension,
    ...(samplingRate === undefined ? {} : { poisson: { samplingRate, noiseMultiplier: terms.noiseMultiplier } }),
  };
}

/** Discrete where all take part; the bounds for sampled clients are about continuous noise. */
export function noiseKindOf({ samplingRate }: Pick<PrivacyPlan, 'samplingRate'>): 'discrete' | 'continuous' {
  return samplingRate === undefined ? 'discrete' : 'continuous';
}

function textOf({ run, round, phase }: ReleaseKey): string {
  return `${run} ${round} ${phase}`;
}
