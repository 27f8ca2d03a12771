import type { NamedTensors, RunPlan } from './messages.js';
import type { Serialisable } from './serialisable.js';

/** The weighted mean of the contributions of one phase: all that a server half ever sees of the clients. */
export interface Aggregate {
  readonly tensors: NamedTensors;
  /** Number of contributions in the mean, at least 1. */
  readonly contributors: number;
}

/** What every server state has: the current iterate xᵣ ∈ [0,1]^d. */
export interface ServerState {
  readonly iterate: Float64Array;
  readonly [field: string]: Serialisable | undefined;
}

/**
 * The half of an algorithm that runs at the coordinator: pure steps from state to state. It has no objective, not even as a type,
 * and sees aggregates only, so a mean, a robust rule and a secure sum are interchangeable beneath it.
 */
export interface ServerHalf {
  /** Names of the phases of a round, in order; a task's `phase` is an index into them. */
  readonly phases: readonly string[];
  init(start: Float64Array, plan: RunPlan): ServerState;
  /** What is broadcast for a phase beside the iterate: vectors by name. */
  broadcast(state: ServerState, phase: number): Readonly<Record<string, Float64Array>>;
  /** Shapes of the tensors that a contribution to a phase must carry, by name. */
  expects(phase: number, plan: RunPlan): Readonly<Record<string, readonly number[]>>;
  /** The state after a phase. Not called for a phase to which nobody contributed. */
  update(state: ServerState, phase: number, aggregate: Aggregate): ServerState;
}
