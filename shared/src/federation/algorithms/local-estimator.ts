import { createEstimator } from '../../estimators/estimators.js';
import type { EstimatorState, GradientEstimator } from '../../estimators/gradient-estimator.js';
import type { Kernels } from '../../numeric/kernels.js';
import { createStream } from '../../numeric/random-stream.js';
import { PUBLIC, type Purpose, type RandomStream } from '../../numeric/random.js';
import type { Evaluating } from '../../objectives/evaluating.js';
import type { ClientContext } from '../client-half.js';
import type { Task } from '../messages.js';
import type { Serialisable } from '../serialisable.js';
import type { LocalPoint } from './local-descent.js';
import type { EstimateOptions } from './local-options.js';

/** An estimator in the course of one step: it draws on from one stream, and its state goes along. */
export interface LocalEstimator {
  estimate(point: LocalPoint): Evaluating<Float64Array>;
  /** What the last estimate measured of the Hessian's diagonal, if it did. */
  curvature(): Float64Array | undefined;
  /** What the client has to remember until its next step. */
  state(): EstimatorState;
}

/** The state before a client's first estimate. */
export function firstEstimatorState(options: EstimateOptions, { plan, kernels }: ClientContext): EstimatorState {
  return estimatorOf(options, kernels).init(plan.dimension);
}

/** The estimator that a method's options ask for, going on from the client's state of it. */
export function openEstimator(
  options: EstimateOptions,
  remembered: Serialisable,
  { task, context, purpose }: { readonly task: Task; readonly context: ClientContext; readonly purpose: Purpose },
): LocalEstimator {
  const estimator = estimatorOf(options, context.kernels);
  const stream = options.sharedDirections ? sharedStream(task, context, purpose) : context.stream(purpose);
  // A client's state is what the same estimator gave out for it, in memory or through storage.
  let state = remembered as EstimatorState;
  let curvature: Float64Array | undefined;
  return {
    *estimate({ iterate, value }) {
      const next = yield* estimator.estimate({ x: iterate, value }, state, stream);
      state = next.state;
      ({ curvature } = next.estimate);
      return next.estimate.gradient;
    },
    curvature: () => curvature,
    state: () => state,
  };
}

function estimatorOf({ estimator, directions, smoothingRadius, memory }: EstimateOptions, kernels: Kernels): GradientEstimator {
  return createEstimator(estimator, { directions, smoothingRadius, kernels, ...(memory === undefined ? {} : { memory }) });
}

/** The stream that every client of the round draws alike. */
function sharedStream({ round }: Task, { plan }: ClientContext, purpose: Purpose): RandomStream {
  return createStream({ seed: plan.seed, client: PUBLIC, round, purpose });
}
