import { InvalidArgumentError } from '../errors.js';
import type { Schedule } from './schedule.js';

/**
 * A rule that turns gradients into steps, as a pair of pure functions over an explicit state: x ← x + step.
 *
 * A state is a plain record of numbers and `Float64Array`s; it can be stored after any update and read back, and the run goes on
 * bit for bit. Neither the gradient nor the state passed in is changed. Only + − × ÷ and √ are used (and whatever the schedule
 * uses), so equal inputs give equal steps on every machine.
 *
 * A gradient of another length, or with a component that is not finite, throws `InvalidArgumentError`. O(d) time and memory.
 */
export interface Optimizer<State extends OptimizerState = OptimizerState> {
  /** The state before the first step in d = `dimension` coordinates. */
  init(dimension: number): State;
  /**
   * `curvature`, shape [d]: an estimate of the Hessian's diagonal at the point of the gradient, NaN where there is none. Rules that have
   * no use for it ignore it.
   */
  update(gradient: Float64Array, state: State, curvature?: Float64Array): Update<State>;
}

export interface Update<State extends OptimizerState> {
  /** To be added to the point, shape [d]. */
  readonly step: Float64Array;
  readonly state: State;
}

/** What every state has: the dimension it was made for and the number of steps taken. */
export type OptimizerState = {
  readonly dimension: number;
  readonly steps: number;
};

export interface OptimizerOptions {
  /** η > 0, or a schedule of it over the steps of this state. */
  readonly learningRate: number | Schedule;
}

/** The first state in `dimension` coordinates; throws on a dimension that is not a positive integer. */
export function firstState(dimension: number): OptimizerState {
  if (!Number.isSafeInteger(dimension) || dimension < 1) {
    throw new InvalidArgumentError('dimension', `${dimension} is not a number of coordinates; give an integer of at least 1`);
  }
  return { dimension, steps: 0 };
}

/** Throws unless `gradient` is a finite vector of the state's dimension. */
export function checkGradient(gradient: Float64Array, state: OptimizerState): void {
  if (gradient.length !== state.dimension) {
    throw new InvalidArgumentError(
      'gradient',
      `has ${gradient.length} components, but the state was made for ${state.dimension}; call init with the gradient's dimension`,
    );
  }
  for (let j = 0; j < gradient.length; j++) {
    if (!Number.isFinite(gradient[j]!)) {
      throw new InvalidArgumentError('gradient', `component ${j} is ${gradient[j]}; drop this gradient or estimate it again`);
    }
  }
}

/** Throws unless `decay` is an averaging factor in [0, 1). */
export function checkDecay(field: string, decay: number): void {
  if (!(decay >= 0 && decay < 1)) {
    throw new InvalidArgumentError(field, `${decay} is not in [0, 1); 0 forgets at once, 0.9 averages about ten steps`);
  }
}

/** Throws unless `stabiliser`, which keeps a divisor from 0, is finite and above 0. */
export function checkStabiliser(stabiliser: number): void {
  if (!(stabiliser > 0 && Number.isFinite(stabiliser))) {
    throw new InvalidArgumentError('stabiliser', `${stabiliser} must be a finite number above 0, for example 1e-8`);
  }
}

/** Throws unless `curvature` has the state's dimension and no infinite component. */
export function checkCurvature(curvature: Float64Array, state: OptimizerState): void {
  if (curvature.length !== state.dimension) {
    throw new InvalidArgumentError('curvature', `has ${curvature.length} components, but the state was made for ${state.dimension}`);
  }
  for (let j = 0; j < curvature.length; j++) {
    if (Math.abs(curvature[j]!) === Infinity) {
      throw new InvalidArgumentError('curvature', `component ${j} is ${curvature[j]}; leave it out by NaN`);
    }
  }
}
