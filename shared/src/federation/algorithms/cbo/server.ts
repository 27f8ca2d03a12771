import { positionDtype, roundToDtype } from '../../../numeric/dtype.js';
import { createStream, fillUniform } from '../../../numeric/random-stream.js';
import { PUBLIC, type RandomStream } from '../../../numeric/random.js';
import type { ServerContext, ServerHalf, ServerState } from '../../server-half.js';
import { ANSWER_KINDS, answersOf, bestAnswer, checkPointCount, expectedAnswers, type Answer } from '../shared-points/answers.js';
import { consensusPoint, consensusWeights, movedParticles } from './consensus.js';
import type { CboOptions } from './options.js';

type CboState = ServerState & {
  /** N×d, row after row, as they are sent. */
  readonly points: Float64Array;
  /** Times the particles were drawn or moved. */
  readonly step: number;
  /** F(xᵣ) − F(xᵣ₋₁) of the last round. */
  readonly change: number;
};

/**
 * Consensus-based optimisation of the aggregated objective (Pinnau, Totzeck, Tse & Martin 2017; arXiv 2306.09778): particles drift to a
 * mean of them all that is weighted by exp(−αF) and explore in proportion to their distance from it. All clients evaluate every particle,
 * so the weights are those of F and not of a client's own function; the particles are public, and moved by a public stream.
 *
 * They begin uniform in the box: the start point is the first iterate and nothing more. The iterate is the best point evaluated. A
 * round: N queries a client, up 3 N numbers, down (N + 1) d. O(Nd) at the coordinator.
 *
 * Deviation: α is in units of one over the standard deviation of the particles' values, so that the unit of F does not matter; it grows as
 * the consensus forms.
 */
export function cboServer(options: CboOptions, { plan }: ServerContext): ServerHalf {
  const d = plan.dimension;
  const count = options.particles;
  checkPointCount('particles', count, plan);
  const streamOf = (step: number): RandomStream => createStream({ seed: plan.seed, client: PUBLIC, round: step, purpose: 'particles' });
  return {
    phases: ['particles'],
    init(start): CboState {
      const particles = new Float64Array(count * d);
      fillUniform(streamOf(0), particles);
      return {
        iterate: roundToDtype(start, positionDtype(plan.dtype)),
        points: roundToDtype(particles, positionDtype(plan.dtype)),
        step: 0,
        change: 0,
      };
    },
    broadcastKinds: { points: 'position' },
    contributionKinds: ANSWER_KINDS,
    broadcast: (state) => ({ points: (state as CboState).points }),
    expects: () => expectedAnswers(count),
    change: (state) => (state as CboState).change,
    update(before, _phase, { tensors }): CboState {
      const { points, iterate, step } = before as CboState;
      const answers = answersOf(tensors);
      const best = bestAnswer(answers);
      const values = answers.map((answer) => answer?.difference);
      const consensus = consensusPoint(points, consensusWeights(values, options.sharpness / spreadOf(answers)));
      return {
        iterate: best === undefined ? iterate : points.slice(best * d, (best + 1) * d),
        points: roundToDtype(movedParticles(points, consensus, options, streamOf(step + 1)), positionDtype(plan.dtype)),
        step: step + 1,
        change: best === undefined ? 0 : answers[best]!.difference,
      };
    },
  };
}

/** The standard deviation of the values there are; 1 where all are equal, for then every α does the same. */
function spreadOf(answers: readonly (Answer | undefined)[]): number {
  const values = answers.flatMap((answer) => (answer === undefined ? [] : [answer.difference]));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return spread > 0 ? spread : 1;
}
