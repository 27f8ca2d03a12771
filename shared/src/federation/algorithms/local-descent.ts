import type { Evaluating } from '../../objectives/evaluating.js';
import { projectOntoBox } from '../../optimizers/box.js';
import { createOptimizer, type OptimizerKind } from '../../optimizers/optimizers.js';
import type { Schedule } from '../../optimizers/schedule.js';
import { StepFailure } from '../step-failure.js';

export interface LocalPoint {
  readonly iterate: Float64Array;
  readonly value: number;
}

export interface LocalMethod {
  /** The corrected gradient ĝ at the t-th local iterate, t from 1. */
  gradient(point: LocalPoint, t: number): Evaluating<Float64Array>;
  /** The Hessian's diagonal as it was measured with the last gradient, NaN where it was not. */
  curvature?(): Float64Array | undefined;
  /**
   * The corrected gradient at an iterate on the way to the next one that is evaluated, `taken` such steps behind the t-th; undefined
   * where the method would rather evaluate.
   */
  virtualGradient?(iterate: Float64Array, t: number, taken: number): Float64Array | undefined;
  /** Told of every new iterate that has a value. */
  visited?(point: LocalPoint): void;
  /** What a method does once the t-th step is taken. */
  afterStep?(point: LocalPoint, t: number): Evaluating<void>;
}

/** What a descent needs of a method's options. */
export interface DescentOptions {
  /** T. */
  readonly localIterations: number;
  readonly optimizer: OptimizerKind;
  readonly learningRate: number | Schedule;
}

/**
 * T local iterations z ← P(z + step(ĝ)) from a point whose value is known, P the projection on [0,1]^d; the optimizer starts afresh.
 * Every new iterate is evaluated: T queries beside the method's own. A step to a point that cannot be evaluated is taken back.
 *
 * Deviation: the published code never projects, so a coordinate outside the box has a zero derivative and stays there.
 */
export function* descendLocally(start: LocalPoint, options: DescentOptions, method: LocalMethod): Evaluating<LocalPoint> {
  const optimizer = createOptimizer(options.optimizer, { learningRate: options.learningRate });
  let optimizerState = optimizer.init(start.iterate.length);
  let point = start;
  const stepFrom = (iterate: Float64Array, gradient: Float64Array, curvature: Float64Array | undefined): Float64Array => {
    const { step, state } = optimizer.update(gradient, optimizerState, curvature);
    optimizerState = state;
    const moved = new Float64Array(step.length);
    for (let j = 0; j < moved.length; j++) moved[j] = iterate[j]! + step[j]!;
    return projectOntoBox(moved);
  };
  for (let t = 1; t <= options.localIterations; t++) {
    const gradient = yield* method.gradient(point, t);
    let iterate = stepFrom(point.iterate, gradient, method.curvature?.());
    for (let taken = 0; ; taken++) {
      const virtual = method.virtualGradient?.(iterate, t, taken);
      if (virtual === undefined) break;
      iterate = stepFrom(iterate, virtual, undefined);
    }
    const [outcome] = yield [iterate];
    if (outcome?.kind === 'value') {
      point = { iterate, value: outcome.value };
      method.visited?.(point);
    }
    if (method.afterStep !== undefined) yield* method.afterStep(point, t);
  }
  return point;
}

/** The broadcast iterate with its value: one query. Throws `StepFailure` if it has none, for then there is nothing to descend from. */
export function* evaluateBroadcast(iterate: Float64Array): Evaluating<LocalPoint> {
  const [outcome] = yield [iterate];
  if (outcome?.kind === 'value') return { iterate, value: outcome.value };
  const reason = outcome?.kind === 'failed' ? `: ${outcome.reason}` : '';
  throw new StepFailure(`the broadcast iterate has no value here (${outcome?.kind ?? 'no outcome'}${reason})`);
}
