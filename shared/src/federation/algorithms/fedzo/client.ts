import type { ClientHalf } from '../../client-half.js';
import { vectorTensor } from '../../tensor.js';
import { descendLocally, evaluateBroadcast } from '../local-descent.js';
import { localEstimator } from '../local-estimator.js';
import type { FedzoOptions } from './options.js';

/**
 * FedZO (arXiv 2201.09531 in the frame of arXiv 2308.04077, γ = 0): T local steps along a finite-difference estimate of the client's own
 * gradient, no correction. Stateless. 1 + T (Q + 1) queries a round; the value at each iterate is the centre of its estimate.
 *
 * Deviation: the published code's average lacks the factor d, which Adam hides; `estimator` chooses.
 */
export function fedzoClient(options: FedzoOptions): ClientHalf {
  return {
    init: () => null,
    *step(state, task, context) {
      const start = yield* evaluateBroadcast(task.iterate.values);
      const estimate = localEstimator(options, context.stream('directions'));
      const { iterate } = yield* descendLocally(start, options, { gradient: estimate });
      return { state, tensors: { iterate: vectorTensor(iterate, context.plan.dtype) }, iterateValue: start.value };
    },
  };
}
