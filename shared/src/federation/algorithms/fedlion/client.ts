import type { EstimatorState } from '../../../estimators/gradient-estimator.js';
import type { RandomStream } from '../../../numeric/random.js';
import { projectOntoBox } from '../../../optimizers/box.js';
import { createLion, type LionState } from '../../../optimizers/lion.js';
import type { ClientHalf } from '../../client-half.js';
import { signTensor } from '../../tensor.js';
import { evaluateBroadcast } from '../local-descent.js';
import { firstEstimatorState, openEstimator } from '../local-estimator.js';
import { localRate } from '../local-rate.js';
import type { FedlionOptions } from './options.js';

/** What a client remembers: Lion's average of its gradients, and what its estimator does. */
export type FedlionState = { readonly lion: LionState; readonly estimator: EstimatorState };

/**
 * A voter of Distributed Lion (Liu et al., arXiv 2404.00438, algorithm 1) on estimated gradients: T steps of Lion (arXiv 2302.06675) from
 * the broadcast iterate with an average that lasts from round to round, then the sign of their sum, +1 or −1 a coordinate. T (Q + 1)
 * queries a round: the last local iterate is not evaluated, only its sign counts.
 *
 * A coordinate without an opinion (steps that cancel, a derivative of exactly 0) votes by a coin: such votes cancel over clients, and one
 * bit is enough for every message. A local iterate without a value ends the descent; what was stepped until then is voted.
 *
 * Deviation: the source has T = 1; for T > 1 local steps are Lion's own, and the sum of their signs votes as one.
 */
export function fedlionClient(options: FedlionOptions): ClientHalf<FedlionState> {
  const { stepDecay, meanDecay, localIterations } = options;
  return {
    init: (context) => ({
      lion: createLion({ learningRate: 1, stepDecay, meanDecay }).init(context.plan.dimension),
      estimator: firstEstimatorState(options, context),
    }),
    *step(state, task, context) {
      const start = yield* evaluateBroadcast(task.iterate.values);
      const estimator = openEstimator(options, state.estimator, { task, context, purpose: 'directions' });
      const before = state.lion.steps;
      const rate = localRate(options, { round: task.round, rounds: context.plan.rounds });
      // The average counts steps over all rounds, the rate those of this round.
      const learningRate = typeof rate === 'number' ? rate : (step: number) => rate(step - before);
      const lion = createLion({ learningRate, stepDecay, meanDecay });
      let point = start;
      let remembered = state.lion;
      const sum = new Float64Array(start.iterate.length);
      for (let t = 1; t <= localIterations; t++) {
        const gradient = yield* estimator.estimate(point);
        const update = lion.update(gradient, remembered);
        remembered = update.state;
        for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + Math.sign(update.step[j]!);
        if (t === localIterations) break;
        const iterate = projectOntoBox(point.iterate.map((coordinate, j) => coordinate + update.step[j]!));
        const [outcome] = yield [iterate];
        if (outcome?.kind !== 'value') break;
        point = { iterate, value: outcome.value };
      }
      const vote = signTensor(votesOf(sum, context.stream('votes')));
      return { state: { lion: remembered, estimator: estimator.state() }, tensors: { vote }, iterateValue: start.value };
    },
  };
}

/** The sign of every coordinate, by a coin where it is 0. */
function votesOf(sum: Float64Array, stream: RandomStream): Float64Array {
  return sum.map((steps) => (steps === 0 ? stream.rademacher() : Math.sign(steps)));
}
