import type { ClientHalf } from '../../client-half.js';
import { updateTensor, vectorTensor } from '../../tensor.js';
import { controlOfLastRound, corrected, firstControlledState, type ControlledState } from '../control.js';
import { descendLocally, evaluateBroadcast } from '../local-descent.js';
import { openEstimator } from '../local-estimator.js';
import { localRate } from '../local-rate.js';
import type { Scaffold2Options } from './options.js';

/**
 * SCAFFOLD II with finite differences (arXiv 2308.04077 §3): ĝ = Δᵢ(x) + mean_{j,τ} Δⱼ − mean_τ Δᵢ, the means over the local iterates of
 * the previous round, of estimates before correction. No correction in a client's first round. 1 + T (Q + 1) queries a round.
 */
export function scaffold2Client(options: Scaffold2Options): ClientHalf<ControlledState> {
  return {
    init: (context) => firstControlledState(options, context),
    *step(state, task, context) {
      const { dtype, dimension, rounds } = context.plan;
      const start = yield* evaluateBroadcast(task.iterate.values);
      const estimator = openEstimator(options, state.estimator, { task, context, purpose: 'directions' });
      const own = controlOfLastRound(state.control, task);
      const mean = task.tensors['control']?.values;
      const sum = new Float64Array(dimension);
      const learningRate = localRate(options, { round: task.round, rounds });
      const { iterate } = yield* descendLocally(
        start,
        { ...options, learningRate },
        {
          *gradient(point) {
            const gradient = yield* estimator.estimate(point);
            gradient.forEach((g, j) => (sum[j] = sum[j]! + g));
            return own === undefined || mean === undefined ? gradient : corrected(gradient, 1, { mean, own });
          },
          curvature: () => estimator.curvature(),
        },
      );
      const control = vectorTensor(
        sum.map((total) => total / options.localIterations),
        dtype,
        context.rounding,
      );
      return {
        state: { control: { round: task.round, values: control.values }, estimator: estimator.state() },
        tensors: { update: updateTensor(start.iterate, iterate), control },
        iterateValue: start.value,
      };
    },
  };
}
