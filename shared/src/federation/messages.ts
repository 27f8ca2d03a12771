import type { Dtype } from '../numeric/dtype.js';
import type { PrivacyPlan } from './releases/privacy-plan.js';

/**
 * The domain messages of a round: what the coordinator asks of a client and what it gets back. They are plain values; `protocol/`
 * turns them into bytes, a simulation passes them as they are. Tensors are rounded to their wire type when they are made, so
 * neither way of passing them changes a bit.
 */
export type ClientId = string & { readonly __brand: 'ClientId' };
export type RunId = string & { readonly __brand: 'RunId' };

/** How a tensor is stored: as the run's plan says; or one bit an element (± one scale), or one byte (a whole number from 0 to 255). */
export type WireDtype = Dtype | 'sign' | 'u8';

/** A tensor whose `values` are exactly representable in `dtype`. Values are finite. */
export interface Tensor {
  readonly dtype: WireDtype;
  readonly shape: readonly number[];
  /** All elements, product(shape) of them; with `indices` only the elements that are listed there, in that order. */
  readonly values: Float64Array;
  /** Whole numbers below product(shape), increasing: a sparse tensor, whose other elements do not travel. What they are the message says. */
  readonly indices?: Float64Array;
}

export type NamedTensors = Readonly<Record<string, Tensor>>;

/** The phase behind a run's last round that asks for the value of the last iterate alone; a number that no method's phases reach. */
export const CLOSING_PHASE = 255;

/** What the coordinator asks of one client in one phase of one round. */
export interface Task {
  readonly run: RunId;
  /** From 1. */
  readonly round: number;
  /** Index into the algorithm's phases, from 0; or `CLOSING_PHASE`. */
  readonly phase: number;
  readonly client: ClientId;
  /** The client's number in this run, from 0: names its random streams. */
  readonly clientNumber: number;
  /** The broadcast iterate in [0,1]^d, shape [d]; shape [0] where clients rebuild it: by `difference`, or as the method says. */
  readonly iterate: Tensor;
  /** The number of what is broadcast here, where vectors may travel as differences (`RunPlan.delta`). */
  readonly version?: number;
  readonly difference?: Difference;
  /** What else the phase needs, by name: the same for all clients of the phase, but for what a client that rebuilds the iterate lacks. */
  readonly tensors: NamedTensors;
  /** Public seeds of this task, as unsigned 53-bit integers; empty for the methods that name streams by the run's seed. */
  readonly seeds: readonly number[];
  /** When a contribution is late, in milliseconds since 1970-01-01 UTC; 0 = no deadline. */
  readonly deadlineMs: number;
}

/**
 * Vectors of a task by their differences, bit by bit, from others that the client has. Vectors are the iterate and the tensors of shape [d]
 * in the dtype of points, in this order: the iterate, then the tensors by name.
 */
export interface Difference {
  /** The version of the task whose vectors the client keeps. */
  readonly base: number;
  readonly vectors: readonly VectorDifference[];
}

export interface VectorDifference {
  /** Of the tensor, which is not among the task's; empty: the iterate, which is then of shape [0]. */
  readonly name: string;
  /** Index into the vectors of the base, followed by those of this task that come before it. */
  readonly from: number;
  /** As of `bitDifference`. */
  readonly bytes: Uint8Array;
}

/** How the evaluations behind a contribution ended; their sum is the number of queries spent. */
export interface OutcomeCounts {
  readonly value: number;
  readonly infeasible: number;
  readonly failed: number;
  readonly timedOut: number;
}

/** What a client gives back for a task. (run, round, phase, client) is its idempotency key. */
export interface Contribution {
  readonly run: RunId;
  readonly round: number;
  readonly phase: number;
  readonly client: ClientId;
  /** Empty when `failure` is set. */
  readonly tensors: NamedTensors;
  /** Evaluations spent on this task, whether or not they gave a value. */
  readonly queries: number;
  readonly outcomes: OutcomeCounts;
  /** fᵢ at the task's iterate, where the method evaluated it anyway; this is how progress is known without an oracle. */
  readonly iterateValue?: number;
  /** Why this client has nothing to give this time; it is then left out of the weights and reported. */
  readonly failure?: string;
  /** The version of the task whose vectors the client keeps, so that later ones may travel as differences; missing: none. */
  readonly keeps?: number;
}

/** What a client is told of a run before it takes part; fixed for the run. */
export interface RunPlan {
  readonly run: RunId;
  readonly name: string;
  readonly seed: number;
  readonly rounds: number;
  readonly dimension: number;
  readonly dtype: Dtype;
  /** How many elements of an update a client sends in a phase: the largest, with error feedback. Absent: all of them. */
  readonly topK?: number;
  /** Whether vectors of tasks travel as differences, bit by bit, to clients that keep earlier ones. Absent: no. */
  readonly delta?: boolean;
  /** What was chosen for a budget of bytes and why, for people. */
  readonly encoding?: string;
  /** The algorithm with every option resolved. */
  readonly algorithm: AlgorithmOptions;
  /** What the run promises to those whose data it is about. Absent: nothing, the run is not private. */
  readonly privacy?: PrivacyPlan;
}

/** `kind` and the method's own options, as plain JSON values. */
export interface AlgorithmOptions {
  readonly kind: string;
  readonly [option: string]: unknown;
}
