import type { ClientHalf } from '../../client-half.js';
import { updateTensor } from '../../tensor.js';
import { descendLocally, evaluateBroadcast } from '../local-descent.js';
import { firstEstimatorState, openEstimator } from '../local-estimator.js';
import { localRate } from '../local-rate.js';
import type { FedzoOptions } from './options.js';

/**
 * FedZO (arXiv 2201.09531 in the frame of arXiv 2308.04077, γ = 0): T local steps along a finite-difference estimate of the client's own
 * gradient, no correction. Its state is that of its estimator. 1 + T (Q + 1) queries a round; the value at each iterate is the centre of
 * its estimate.
 *
 * Deviation: the published code's average lacks the factor d, which Adam hides; `estimator` chooses.
 */
export function fedzoClient(options: FedzoOptions): ClientHalf {
  return {
    init: (context) => firstEstimatorState(options, context),
    *step(state, task, context) {
      const start = yield* evaluateBroadcast(task.iterate.values);
      const estimator = openEstimator(options, state, { task, context, purpose: 'directions' });
      const learningRate = localRate(options, { round: task.round, rounds: context.plan.rounds });
      const { iterate } = yield* descendLocally(
        start,
        { ...options, learningRate },
        {
          gradient: (point) => estimator.estimate(point),
          curvature: () => estimator.curvature(),
        },
      );
      return {
        state: estimator.state(),
        tensors: { update: updateTensor(start.iterate, iterate) },
        iterateValue: start.value,
      };
    },
  };
}
