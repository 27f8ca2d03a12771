import type { ClientHalf } from '../../client-half.js';
import { updateTensor, vectorTensor } from '../../tensor.js';
import { controlOfLastRound, corrected, firstControlledState, type ControlledState } from '../control.js';
import { descendLocally, evaluateBroadcast } from '../local-descent.js';
import { openEstimator } from '../local-estimator.js';
import { localRate } from '../local-rate.js';
import type { Scaffold1Options } from './options.js';

/**
 * SCAFFOLD I with finite differences (arXiv 2308.04077 §3): ĝ = Δᵢ(x) + mean_j Δⱼ(xᵣ₋₁) − Δᵢ(xᵣ₋₁). The estimates at xᵣ₋₁ are made in the
 * second phase of the round before. No correction in a client's first round. 1 + T (Q + 1) queries in the local phase and Q + 1 in the
 * other; the published code leaves the latter out of its count.
 */
export function scaffold1Client(options: Scaffold1Options): ClientHalf<ControlledState> {
  return {
    init: (context) => firstControlledState(options, context),
    *step(state, task, context) {
      const { dtype, rounds } = context.plan;
      const start = yield* evaluateBroadcast(task.iterate.values);
      const purpose = task.phase === 1 ? 'anchor-directions' : 'directions';
      const estimator = openEstimator(options, state.estimator, { task, context, purpose });
      if (task.phase === 1) {
        const control = vectorTensor(yield* estimator.estimate(start), dtype, context.rounding);
        return {
          state: { control: { round: task.round, values: control.values }, estimator: estimator.state() },
          tensors: { control },
          iterateValue: start.value,
        };
      }
      const own = controlOfLastRound(state.control, task);
      const mean = task.tensors['control']?.values;
      const learningRate = localRate(options, { round: task.round, rounds });
      const { iterate } = yield* descendLocally(
        start,
        { ...options, learningRate },
        {
          *gradient(point) {
            const gradient = yield* estimator.estimate(point);
            return own === undefined || mean === undefined ? gradient : corrected(gradient, 1, { mean, own });
          },
          curvature: () => estimator.curvature(),
        },
      );
      return {
        state: { ...state, estimator: estimator.state() },
        tensors: { update: updateTensor(start.iterate, iterate) },
        iterateValue: start.value,
      };
    },
  };
}
