import type { Dtype } from '../numeric/dtype.js';
import type { ObjectiveEntry } from './objective-spec.js';

/** An experiment file, checked, with every default filled in; again a valid experiment file when written as JSON. */
export interface Experiment {
  readonly name: string;
  readonly seed: number;
  readonly objective: ExperimentObjective;
  /** N. Missing where only the objective's file, or who joins, can tell. */
  readonly clients?: number;
  readonly algorithm: ResolvedAlgorithm;
  readonly rounds: number;
  readonly selection: ExperimentSelection;
  readonly stop: StopRules;
  readonly codec: ExperimentCodec;
  /** Whether the observer may evaluate objectives whose calls cost money, only for curves. Default false. */
  readonly observe: boolean;
  /**
   * Whether clients evaluate the last iterate once more where its value would stay unknown: nobody observes F, and the method would look
   * at it in a next round only. Counted as queries. Default true.
   */
  readonly finalValue: boolean;
  /** How rounds of a run on a coordinator close; only with a remote objective. */
  readonly participation?: Participation;
  /** What the run promises to those whose data it is about. Missing: nothing, it is not private. */
  readonly privacy?: PrivacySection;
}

/** A promise of differential privacy: to whom, against whom, how much, and the public numbers that bound what one member can change. */
export interface PrivacySection {
  /** What a member is: a record, or all that a client holds. */
  readonly unit: 'record' | 'client';
  /** Default add-remove. */
  readonly relation: 'add-remove' | 'replace-one';
  /** Who adds the noise: the coordinator, which is trusted with sums, or each client. Default central. */
  readonly trust: 'central' | 'local';
  readonly epsilon: number;
  readonly delta: number;
  readonly clip: {
    /** C₁, the largest norm of a member's vector, or how it is adapted. */
    readonly restart: number | AdaptiveClip;
    /** C₂, the largest norm of its change, per unit of the way between two iterates. Default C₁. */
    readonly difference?: number;
  };
  /** T, after how many rounds the whole is released again; 1: every round. Missing: 1, or what `auto` finds best. */
  readonly restart?: number;
  /** Noise multiplier of a difference over that of a whole. Missing: what spends half of the budget on each, or what `auto` finds best. */
  readonly noiseRatio?: number;
  /** n, a public number by which sums are divided: of records over all clients, or of clients. */
  readonly members?: number;
  /** Whose data it is about. Default the name of the experiment. */
  readonly dataSet?: string;
  /** ε that all runs about these data may spend together. Default epsilon: this run alone. */
  readonly budget?: number;
  /** The probability with which a secret coin puts a client into a round. Missing: all take part. */
  readonly samplingRate?: number;
}

/** A clip radius that follows a quantile of the norms of members, in place of a number. */
export interface AdaptiveClip {
  /** γ: the share of members that should be within the radius. */
  readonly quantile: number;
  /** C₀, the radius of the first round. */
  readonly first: number;
  /** η of C ← C exp(−η(b − γ)), b the noised share of members within C. Default 0.2. */
  readonly rate?: number;
  /** Standard deviation of the noise on the count of members within the radius. Missing: a twentieth of them, where that is sensible. */
  readonly countNoise?: number;
}

/** One entry for all clients, one a client, or: those of the clients that join. */
export type ExperimentObjective = ObjectiveEntry | readonly ObjectiveEntry[] | RemoteObjective;

/** How tensors travel. */
interface ExperimentCodec {
  /** auto: chosen for `upload` when the run begins. */
  readonly dtype: Dtype | 'auto';
  /** How many elements of an update a client sends: the largest, with error feedback. Missing: all. */
  readonly topK?: number;
  /** Whether iterates travel as differences from one that the client keeps. Missing: no. */
  readonly delta?: boolean;
  /** Bytes that a client may send in a round. */
  readonly upload?: number;
  /** What was chosen for `upload`; filled in when the run begins. */
  readonly because?: string;
}

export interface RemoteObjective {
  readonly kind: 'remote';
  /** d; missing: that of the clients that are there when the run starts. */
  readonly dimension?: number;
}

/** `kind` and the method's options, all of them. */
export interface ResolvedAlgorithm {
  readonly kind: string;
  readonly [option: string]: unknown;
}

export type ExperimentSelection = { readonly kind: 'all' } | { readonly kind: 'uniform'; readonly clients: number };

/** Each optional; checked after every round, and the first that holds ends the run. */
export interface StopRules {
  /** F at or below this. */
  readonly value?: number;
  /** This many evaluations over all clients, or more. */
  readonly queries?: number;
  readonly seconds?: number;
}

export interface Participation {
  /** Clients that must be there before the run begins; missing: as many as a uniform selection draws, else 1. */
  readonly minimumClients?: number;
  /** Share of the round's cohort whose contributions close a phase, in (0, 1]. Default 1: all of them. */
  readonly quorum: number;
  /** Seconds after which a phase closes with the contributions that are there (at least one); missing: it waits. */
  readonly deadlineSeconds?: number;
  /** Whether the run pauses before every round until it is advanced. Default false. */
  readonly stepwise: boolean;
}

/** Whether the objectives are those of the clients that join. */
export function isRemote(objective: ExperimentObjective): objective is RemoteObjective {
  return !isObjectiveList(objective) && objective.kind === 'remote';
}

/** Whether the experiment has one entry a client. */
export function isObjectiveList(objective: ExperimentObjective): objective is readonly ObjectiveEntry[] {
  return Array.isArray(objective);
}
