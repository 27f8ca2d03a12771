import type { Kernels } from '../numeric/kernels.js';
import type { Purpose, RandomStream } from '../numeric/random.js';
import type { GridSum } from '../privacy/index.js';
import type { Evaluating } from '../objectives/evaluating.js';
import type { NamedTensors, RunPlan, Task } from './messages.js';
import type { Serialisable } from './serialisable.js';
import type { Workspace } from './workspace.js';

/** What a client half may use besides its state and its task. None of it can change a result but through the streams it names. */
export interface ClientContext {
  readonly plan: RunPlan;
  readonly clientNumber: number;
  readonly kernels: Kernels;
  /** The stream (plan seed, this client, the task's round, purpose). */
  stream(purpose: Purpose): RandomStream;
  /** The draws of stochastic rounding: one stream for all tensors of a step, in the order in which they are made; no other phase has it. */
  readonly rounding: RandomStream;
  /** Derived values kept between steps; dropping them changes speed and nothing else. */
  readonly workspace: Workspace;
  /** In a private run, where a client's sum does not leave it as it is: once, for a release that is reserved in its ledger. */
  readonly mechanism?: Mechanism;
}

/** What a client that trusts nobody sends of its sum: with noise on it, drawn anew at every call. */
export type Mechanism = (sum: GridSum) => Readonly<Float64Array>;

export interface ClientStep<State extends Serialisable> {
  readonly state: State;
  readonly tensors: NamedTensors;
  /** fᵢ at the task's iterate, if the step evaluated it. */
  readonly iterateValue?: number;
}

/**
 * The half of an algorithm that runs beside a private objective. A step is a computation that yields the points it wants evaluated
 * and is resumed with their outcomes; whoever drives it owns the objective, the budget and the journal.
 */
export interface ClientHalf<State extends Serialisable = Serialisable> {
  init(context: ClientContext): State;
  /** Throws `StepFailure` when it has nothing to contribute; queries spent until then still count. */
  step(state: State, task: Task, context: ClientContext): Evaluating<ClientStep<State>>;
  /** The iterate of a task in a method where it does not travel. Throws `StepFailure` where it cannot be rebuilt. */
  iterateOf?(state: State, task: Task, context: ClientContext): Float64Array;
  /** The version of the task whose vectors a state holds, for differences from them (`Contribution.keeps`). */
  keeps?(state: State): number | undefined;
}
