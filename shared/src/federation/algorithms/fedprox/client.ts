import type { ClientHalf } from '../../client-half.js';
import { updateTensor } from '../../tensor.js';
import { descendLocally, evaluateBroadcast } from '../local-descent.js';
import { firstEstimatorState, openEstimator } from '../local-estimator.js';
import { localRate } from '../local-rate.js';
import type { FedproxOptions } from './options.js';

/**
 * FedProx with finite differences (arXiv 2308.04077 §3): ĝ = Δᵢ(x) + γ (x − xᵣ₋₁). Its state is that of its estimator.
 * 1 + T (Q + 1) queries a round.
 *
 * Deviation: Δ keeps the factor d by default, so both terms are gradients of something; in the published code it is missing, the
 * proximal term is d times too strong and the method hardly moves at d = 300. `estimator: two-point-published` gives those curves.
 */
export function fedproxClient(options: FedproxOptions): ClientHalf {
  return {
    init: (context) => firstEstimatorState(options, context),
    *step(state, task, context) {
      const start = yield* evaluateBroadcast(task.iterate.values);
      const estimator = openEstimator(options, state, { task, context, purpose: 'directions' });
      const learningRate = localRate(options, { round: task.round, rounds: context.plan.rounds });
      const { proximalCoefficient } = options;
      const { iterate } = yield* descendLocally(
        start,
        { ...options, learningRate },
        {
          *gradient(point) {
            const gradient = yield* estimator.estimate(point);
            return gradient.map((g, j) => g + proximalCoefficient * (point.iterate[j]! - start.iterate[j]!));
          },
          curvature: () => estimator.curvature()?.map((h) => h + proximalCoefficient),
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
