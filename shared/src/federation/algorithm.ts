import type { Kernels } from '../numeric/kernels.js';
import type { Purpose, RandomStream } from '../numeric/random.js';
import type { Outcome } from '../objectives/objective.js';
import type { NamedTensors, RunPlan, Task } from './messages.js';

/**
 * A computation that needs evaluations of the private objective: it yields the points it wants evaluated and is resumed with their
 * outcomes, in order. The computation is pure; whoever drives it owns the objective, the budget and the journal, and may answer
 * at once or after a day.
 */
export type Evaluating<Result> = Generator<readonly Float64Array[], Result, readonly Outcome[]>;

/** A value that `encodeState` can write and read back bit for bit: JSON values and `Float64Array`s. */
export type Serialisable =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | readonly Serialisable[]
  | { readonly [key: string]: Serialisable | undefined };

/** What a client half may use besides its state and its task. None of it can change a result but through the streams it names. */
export interface ClientContext {
  readonly plan: RunPlan;
  readonly clientNumber: number;
  readonly kernels: Kernels;
  /** The stream (plan seed, this client, the task's round, purpose). */
  stream(purpose: Purpose): RandomStream;
  /** Memo of derived values (feature matrices, buffers), shared by the clients of one process; dropping it changes nothing. */
  readonly workspace: Workspace;
}

/** A memo keyed by name: `recall('features:…', make)` computes once. Values are derived from public data only. */
export interface Workspace {
  recall<Value>(key: string, make: () => Value): Value;
}

export interface ClientStep<State> {
  readonly state: State;
  readonly tensors: NamedTensors;
  /** fᵢ at the task's iterate, if the step evaluated it. */
  readonly iterateValue?: number;
}

/** The half of an algorithm that runs beside the private objective. */
export interface ClientHalf<State extends Serialisable> {
  init(context: ClientContext): State;
  /** Throws `StepFailure` when it has nothing to contribute; queries spent until then still count. */
  step(state: State, task: Task, context: ClientContext): Evaluating<ClientStep<State>>;
}

/** The weighted mean of the contributions of one phase: all that the server half ever sees of the clients. */
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

/** The half of an algorithm that runs at the coordinator. It has no objective, not even as a type. */
export interface ServerHalf<State extends ServerState> {
  init(start: Float64Array, plan: RunPlan): State;
  /** What is broadcast for a phase beside the iterate. */
  broadcast(state: State, phase: number): Readonly<Record<string, Float64Array>>;
  /** The state after a phase. Not called for a phase nobody contributed to. */
  update(state: State, phase: number, aggregate: Aggregate): State;
}

/** A client cannot contribute to this phase (every evaluation failed, the budget is spent, …): a value, not a crash. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}
