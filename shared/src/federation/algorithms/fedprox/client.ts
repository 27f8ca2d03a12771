import type { ClientHalf } from '../../client-half.js';
import { vectorTensor } from '../../tensor.js';
import { descendLocally, evaluateBroadcast } from '../local-descent.js';
import { localEstimator } from '../local-estimator.js';
import type { FedproxOptions } from './options.js';

/**
 * FedProx with finite differences (arXiv 2308.04077 §3): ĝ = Δᵢ(x) + γ (x − xᵣ₋₁). Stateless. 1 + T (Q + 1) queries a round.
 *
 * Deviation: Δ keeps the factor d by default, so both terms are gradients of something; in the published code it is missing, the
 * proximal term is d times too strong and the method hardly moves at d = 300. `estimator: two-point-published` gives those curves.
 */
export function fedproxClient(options: FedproxOptions): ClientHalf {
  return {
    init: () => null,
    *step(state, task, context) {
      const start = yield* evaluateBroadcast(task.iterate.values);
      const estimate = localEstimator(options, context.stream('directions'));
      const { iterate } = yield* descendLocally(start, options, {
        *gradient(point) {
          const gradient = yield* estimate(point);
          return gradient.map((g, j) => g + options.proximalCoefficient * (point.iterate[j]! - start.iterate[j]!));
        },
      });
      return { state, tensors: { iterate: vectorTensor(iterate, context.plan.dtype) }, iterateValue: start.value };
    },
  };
}
