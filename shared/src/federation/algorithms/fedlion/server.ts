import { projectOntoBox } from '../../../optimizers/box.js';
import type { RunPlan } from '../../messages.js';
import type { ServerHalf } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { localRate } from '../local-rate.js';
import type { FedlionOptions } from './options.js';

/**
 * The count of Distributed Lion (arXiv 2404.00438, algorithm 1, majority vote): xᵣ = P(xᵣ₋₁ + η_s·η T·sign(Σ w̄ᵢ vᵢ)), P the projection on
 * [0,1]^d. Votes weigh what their clients do; a tie moves nothing. Up d signs, which are one bit each, down d. The mean hides who voted
 * what, but with a few clients not by much.
 *
 * With linear decay the rate follows the count of rounds in which somebody voted. At the minimum of F votes are divided, and a majority
 * of one moves a coordinate as far as a unanimous vote: let the rate decay.
 */
export function fedlionServer(options: FedlionOptions, { rounds }: RunPlan): ServerHalf {
  const { localIterations, serverLearningRate } = options;
  return {
    phases: ['local'],
    contributionKinds: { vote: 'signs' },
    init: (start) => ({ iterate: start, votes: 0 }),
    broadcast: () => ({}),
    expects: (_phase, { dimension }) => ({ vote: [dimension] }),
    update({ iterate, votes }, _phase, { tensors }) {
      const counted = typeof votes === 'number' ? votes : 0;
      const rate = localRate(options, { round: counted + 1, rounds });
      let length = 0;
      for (let t = 0; t < localIterations; t++) length += typeof rate === 'number' ? rate : rate(t);
      const mean = tensorValues(tensors, 'vote');
      const moved = iterate.map((coordinate, j) => coordinate + serverLearningRate * length * Math.sign(mean[j]!));
      return { iterate: projectOntoBox(moved), votes: counted + 1 };
    },
  };
}
