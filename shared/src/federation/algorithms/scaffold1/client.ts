import type { ClientHalf } from '../../client-half.js';
import { vectorTensor } from '../../tensor.js';
import { controlOfLastRound, corrected } from '../control.js';
import { descendLocally, evaluateBroadcast } from '../local-descent.js';
import { localEstimator } from '../local-estimator.js';
import type { Scaffold1Options } from './options.js';

/**
 * SCAFFOLD I with finite differences (arXiv 2308.04077 §3): ĝ = Δᵢ(x) + mean_j Δⱼ(xᵣ₋₁) − Δᵢ(xᵣ₋₁). The estimates at xᵣ₋₁ are made in the
 * second phase of the round before. No correction in a client's first round. 1 + T (Q + 1) queries in the local phase and Q + 1 in the
 * other; the published code leaves the latter out of its count.
 */
export function scaffold1Client(options: Scaffold1Options): ClientHalf {
  return {
    init: () => null,
    *step(state, task, context) {
      const { dtype } = context.plan;
      const start = yield* evaluateBroadcast(task.iterate.values);
      if (task.phase === 1) {
        const estimate = localEstimator(options, context.stream('anchor-directions'));
        const control = vectorTensor(yield* estimate(start), dtype);
        return { state: { round: task.round, values: control.values }, tensors: { control }, iterateValue: start.value };
      }
      const estimate = localEstimator(options, context.stream('directions'));
      const own = controlOfLastRound(state, task);
      const mean = task.tensors['control']?.values;
      const { iterate } = yield* descendLocally(start, options, {
        *gradient(point) {
          const gradient = yield* estimate(point);
          return own === undefined || mean === undefined ? gradient : corrected(gradient, 1, { mean, own });
        },
      });
      return { state, tensors: { iterate: vectorTensor(iterate, dtype) }, iterateValue: start.value };
    },
  };
}
