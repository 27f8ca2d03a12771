import { InvalidArgumentError } from '../errors.js';
import type { RandomStream } from '../numeric/random.js';
import type { Evaluating } from '../objectives/evaluating.js';
import type { Outcome } from '../objectives/objective.js';
import { EstimationError } from './estimation-error.js';

/** A point of the box and the value there, which the caller already has: it is never evaluated a second time. */
export interface Centre {
  /** x ∈ [0,1]^d. */
  readonly x: Float64Array;
  /** f(x). */
  readonly value: number;
}

export interface GradientEstimate {
  /** Shape [d], in units of f per unit of x, up to the factor the estimator states. */
  readonly gradient: Float64Array;
  /** Evaluations spent, the centre's not included. */
  readonly queries: number;
  /** Directions or coordinates that had a value; the others are left out of the estimate. */
  readonly usable: number;
  /** The Hessian's diagonal, shape [d], NaN where it was not measured; absent from estimators that take no second differences. */
  readonly curvature?: Float64Array;
}

/** What an estimator remembers from one estimate to the next: plain numbers and vectors, or null for one that remembers nothing. */
export type EstimatorState = null | { readonly [field: string]: number | Float64Array };

export interface Estimation<State extends EstimatorState> {
  readonly estimate: GradientEstimate;
  readonly state: State;
}

/**
 * Estimates ∇f at a point from evaluations around it, and from what it remembers of earlier ones: a pair of pure functions over an
 * explicit state, which can be stored after any estimate and read back, and the run goes on bit for bit.
 *
 * `estimate` is a computation that yields the points it wants, each in [0,1]^d, and is resumed with their outcomes. Throws
 * `EstimationError` when no outcome is usable. What is random comes from the stream; the state passed in is not changed.
 */
export interface GradientEstimator<State extends EstimatorState = EstimatorState> {
  /** The state before the first estimate in d = `dimension` coordinates. */
  init(dimension: number): State;
  estimate(centre: Centre, state: State, stream: RandomStream): Evaluating<Estimation<State>>;
}

/** An estimator that remembers nothing. */
export function stateless(estimate: (centre: Centre, stream: RandomStream) => Evaluating<GradientEstimate>): GradientEstimator<null> {
  return {
    init: () => null,
    *estimate(centre, state, stream) {
      return { estimate: yield* estimate(centre, stream), state };
    },
  };
}

export interface FiniteDifferenceOptions {
  /** λ in (0, 1/2]: how far from the centre f is evaluated, in units of the box; published: 0.01. */
  readonly smoothingRadius: number;
}

/** Throws unless λ ∈ (0, 1/2]; beyond a half, both sides of a coordinate may lie outside the box. */
export function checkSmoothingRadius(smoothingRadius: number): void {
  if (!(smoothingRadius > 0 && smoothingRadius <= 0.5)) {
    throw new InvalidArgumentError('smoothingRadius', `${smoothingRadius} is not in (0, 0.5]; the published value is 0.01`);
  }
}

/** Throws unless the centre lies in the box and its value is finite. */
export function checkCentre({ x, value }: Centre): void {
  for (let j = 0; j < x.length; j++) {
    if (!(x[j]! >= 0 && x[j]! <= 1))
      throw new InvalidArgumentError('x', `coordinate ${j} is ${x[j]}, outside [0, 1]; project the point first`);
  }
  if (!Number.isFinite(value)) throw new InvalidArgumentError('value', `${value} is not a value of f; estimate where f has one`);
}

/** Throws unless a number of directions, that is of evaluations an estimate, is a whole number of at least `least`. */
export function checkDirections(directions: number, least = 1): void {
  if (!Number.isSafeInteger(directions) || directions < least) {
    throw new InvalidArgumentError('directions', `${directions} is not a number of evaluations; give a whole number of at least ${least}`);
  }
}

/** The value of an outcome, or undefined if it has none. */
export function valueOf(outcome: Outcome | undefined): number | undefined {
  return outcome?.kind === 'value' ? outcome.value : undefined;
}

/** Throws if none of the evaluations was usable. */
export function checkUsable(usable: number, outcomes: readonly Outcome[]): void {
  if (usable > 0) return;
  const kinds = [...new Set(outcomes.map((outcome) => outcome.kind))].join(', ');
  throw new EstimationError(
    `none of ${outcomes.length} evaluations around the point had a value (${kinds}); evaluate elsewhere or use a smaller smoothingRadius`,
    outcomes.length,
  );
}
