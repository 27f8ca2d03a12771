import type { Kernels } from '../numeric/kernels.js';
import { figureDtype, positionDtype, type Dtype, type FloatDtype } from '../numeric/dtype.js';
import type { Difference, NamedTensors, RunPlan } from './messages.js';
import type { ReleaseTerms } from './releases/release-terms.js';
import type { Serialisable } from './serialisable.js';

/** The weighted mean of the contributions of one phase: all that a server half ever sees of the clients. */
export interface Aggregate {
  readonly tensors: NamedTensors;
  /** Number of contributions in the mean, at least 1; 0 where an empty cohort of a sampled private run released its noise. */
  readonly contributors: number;
}

/** What every server state has: the current iterate xᵣ ∈ [0,1]^d. */
export interface ServerState {
  readonly iterate: Float64Array;
  readonly [field: string]: Serialisable | undefined;
}

/** What a server half may compute with besides its state. Which kernels they are cannot change a bit. */
export interface ServerContext {
  readonly plan: RunPlan;
  readonly kernels: Kernels;
}

/**
 * The half of an algorithm that runs at the coordinator: pure steps from state to state. It has no objective, not even as a type,
 * and sees aggregates only, so a mean, a robust rule and a secure sum are interchangeable beneath it.
 */
export interface ServerHalf {
  /** Names of the phases of a round, in order; a task's `phase` is an index into them. */
  readonly phases: readonly string[];
  /** For a method made of others that take turns: the rounds there can be. Missing: all phases, every round. */
  readonly rounds?: readonly PhaseSpan[];
  /** Which of `rounds` the next one is. */
  span?(state: ServerState): PhaseSpan;
  init(start: Float64Array, plan: RunPlan): ServerState;
  /** What is broadcast for a phase beside the iterate: vectors by name. */
  broadcast(state: ServerState, phase: number): Readonly<Record<string, Float64Array>>;
  /** What of it is no vector of the run's dtype: points of the box, or figures of different units, which need more precision. */
  readonly broadcastKinds?: Readonly<Record<string, 'position' | 'figures'>>;
  /** What of a contribution is no vector of the run's dtype, or an update, which may travel in part (`RunPlan.topK`). */
  readonly contributionKinds?: Readonly<Record<string, ContributionKind>>;
  /** Shapes of the tensors that a contribution to a phase must carry, by name. */
  expects(phase: number, plan: RunPlan): Readonly<Record<string, readonly number[]>>;
  /** The state after a phase. Not called for a phase to which nobody contributed and of which nothing was released. */
  update(state: ServerState, phase: number, aggregate: Aggregate): ServerState;
  /**
   * What is known at the end of a round of F(xᵣ) − F(xᵣ₋₁), from aggregates alone; undefined where the method does not know it. With the
   * value that clients reported for xᵣ₋₁ it gives the value of xᵣ without another evaluation.
   */
  change?(state: ServerState): number | undefined;
  /**
   * By how much the method expects the trial of its next round to lower F; undefined where it does not know, as under noise. What little is
   * expected and won is the evidence that it has come to its end.
   */
  expectedDecrease?(state: ServerState): number | undefined;
  /** Who took over in the course of the run, and why; undefined while the method that began is at work. */
  successor?(state: ServerState): Successor | undefined;
  /**
   * For a private method: what the next release of a phase is, a function of what was released before. Contributions then carry one tensor,
   * `sum`, and the aggregate one, `release`: the noised sum over all members.
   */
  release?(state: ServerState, phase: number): ReleaseTerms;
  /** Where clients rebuild the iterate themselves: it then travels only where `replay` says so. */
  readonly replay?: Replay;
}

/**
 * update: how far the client went from the broadcast iterate, of the run's dtype; figures: a few numbers of different units, at least f32;
 * signs, bytes: one bit or one byte an element, whatever the run's dtype.
 */
export type ContributionKind = 'update' | 'figures' | 'signs' | 'bytes';

/** The wire type of a tensor that is broadcast. */
export function broadcastDtype(
  { broadcastKinds }: Pick<ServerHalf, 'broadcastKinds'>,
  name: string,
  { dtype }: Pick<RunPlan, 'dtype'>,
): Dtype {
  const kind = broadcastKinds?.[name];
  if (kind === undefined) return dtype;
  return kind === 'position' ? positionDtype(dtype) : figureDtype(dtype);
}

/** Indices of phases, from `first` to before `end`. */
export interface PhaseSpan {
  readonly first: number;
  readonly end: number;
}

/** A method that took over from another within a run. */
export interface Successor {
  /** Its kind. */
  readonly method: string;
  /** Half a sentence for people. */
  readonly because: string;
}

/** How clients follow an iterate that does not travel, or not whole. */
interface Replay {
  /** The number of the iterate that the state holds, from 0: one more with every change. Missing: clients say what they have (`keeps`). */
  version?(state: ServerState): number;
  /**
   * What brings a client to the iterate of the state, in place of it. `known` is a version that the client has for certain, from its
   * answers; undefined where there is none. It may have a later one, unless clients say what they have. `phase` is the one that opens.
   */
  catchUp(state: ServerState, known: number | undefined, phase: number): CatchUp;
}

export interface CatchUp {
  /** The type in which the iterate itself goes along, whole, because the way there is longer; the same for all. Missing: it does not. */
  readonly iterate?: FloatDtype;
  /** Beside what is broadcast; exact as they are. */
  readonly tensors?: NamedTensors;
  readonly version?: number;
  /** What goes along in place of the iterate, and of tensors that are broadcast. */
  readonly difference?: Difference;
}
