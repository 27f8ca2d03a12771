/**
 * How one evaluation of a black box ended. An outcome, not an exception: a failed evaluation was still paid for, is counted, and
 * must not end the round of the client that asked.
 */
export type Outcome =
  | ({ readonly kind: 'value'; readonly value: number } & RecordAnswers)
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'timedOut' };

/**
 * What an objective that is a mean over records may tell of them beside the mean, for private methods that protect a record: those clip what
 * each record contributes. Told to the client's own half alone.
 */
export interface RecordAnswers {
  /** ℓ(x; z) of every record, always in the same order. */
  readonly records?: Float64Array;
  /** ∇ℓ(x; z) of every record with respect to x ∈ [0,1]^d, row after row: of objectives that are no black box. */
  readonly gradients?: Float64Array;
}

/**
 * A private objective fᵢ on the unit box. It can only be evaluated.
 *
 * `evaluate` takes x ∈ [0,1]^d (coordinates outside are projected by the objective where the published definition says so) and the
 * number of this evaluation among all that were made for this client, from 0. What an objective draws at random (noise, failures)
 * is a function of that number, so a replayed evaluation gives the same value and an objective needs no state of its own.
 *
 * A value is finite; anything else an objective computes is reported as `failed`.
 */
export interface Objective {
  readonly dimension: number;
  evaluate(x: Float64Array, query: number): Outcome | Promise<Outcome>;
}

/** An objective that answers at once, as the synthetic ones do: a simulation of thousands of clients then never waits. */
export interface SynchronousObjective extends Objective {
  evaluate(x: Float64Array, query: number): Outcome;
  /** The noise-free value, where it is known without cost; for curves only, never counted, out of reach of every algorithm. */
  readonly truth?: (x: Float64Array) => number;
}
