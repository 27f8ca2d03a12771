import { createEstimator } from '../../estimators/estimators.js';
import type { RandomStream } from '../../numeric/random.js';
import type { Evaluating } from '../../objectives/evaluating.js';
import type { LocalPoint } from './local-descent.js';
import type { FiniteDifferenceOptions } from './local-options.js';

/** The gradient estimate that a method's options ask for, at a local point; successive calls draw on from one stream. */
export function localEstimator(options: FiniteDifferenceOptions, stream: RandomStream): (point: LocalPoint) => Evaluating<Float64Array> {
  const { directions, smoothingRadius } = options;
  const estimate = createEstimator(options.estimator, { directions, smoothingRadius });
  return function* ({ iterate, value }) {
    const { gradient } = yield* estimate({ x: iterate, value }, stream);
    return gradient;
  };
}
