import { positionDtype, roundToDtype } from '../../../numeric/dtype.js';
import { createStream, fillUniform } from '../../../numeric/random-stream.js';
import { PUBLIC, type RandomStream } from '../../../numeric/random.js';
import { projectOntoBox } from '../../../optimizers/box.js';
import type { ServerContext, ServerHalf, ServerState } from '../../server-half.js';
import { ANSWER_KINDS, answersOf, bestAnswer, checkPointCount, expectedAnswers, ranked } from '../shared-points/answers.js';
import { adapted, firstDistribution, isSpent, sampleSteps, type Distribution } from './distribution.js';
import { isSeparable, populationOf, type CmaEsOptions } from './options.js';
import { strategyOf } from './strategy.js';

interface Progress {
  readonly distribution: Distribution;
  readonly generation: number;
  /** F(xᵣ) − F(xᵣ₋₁) of the last round; null where it is not known. */
  readonly change: number | null;
}

type CmaEsState = ServerState & {
  readonly distribution: Distribution;
  readonly generation: number;
  readonly change: number | null;
  /** (x_k − m)/σ of the generation that is asked for, λ×d. */
  readonly steps: Float64Array;
  /** x_k as they are sent, λ×d. */
  readonly points: Float64Array;
};

/**
 * CMA-ES on the aggregated objective: all clients evaluate the λ points of a generation, drawn from a public stream, and the mean of their
 * answers ranks them. Only the order counts, so it is the same for any increasing transformation of F, and for any rotation of x away from
 * the faces of the box.
 *
 *     x_k = P(m + σ y_k),   y_k ∼ N(0, C)        m ← m + σ Σ w_i (x_{i:λ} − m)/σ
 *     C by the rank-μ and rank-one update, σ by the length of its path; C = B D² Bᵀ every few generations
 *
 * Hansen, *The CMA Evolution Strategy: A Tutorial*, arXiv 1604.00772; separable above d = 200 (Ros & Hansen 2008). A round: λ queries a
 * client, one more with `iterate: mean`; up 3 λ numbers, down (λ + 1) d. Cost at the coordinator: O(λd²), O(d³) every few generations.
 *
 * Deviations: no negative weights. The box is kept by projection P, and the update sees the projected points, so no penalty has to be
 * weighed against F. Where the distribution has shrunk to the resolution of the wire it begins anew at a uniform point with the same λ
 * (`iterate: best` only).
 */
export function cmaEsServer(options: CmaEsOptions, { plan, kernels }: ServerContext): ServerHalf {
  const d = plan.dimension;
  const population = populationOf(options, d);
  checkPointCount('population', population, plan);
  const strategy = strategyOf(d, population, isSeparable(options, d));
  const keepsBest = options.iterate === 'best';
  const onWire = (values: Float64Array): Float64Array => roundToDtype(projectOntoBox(values), positionDtype(plan.dtype));
  const streamOf = (generation: number): RandomStream =>
    createStream({ seed: plan.seed, client: PUBLIC, round: generation, purpose: 'evolution-steps' });

  const withPoints = (state: Progress, best: Float64Array): CmaEsState => {
    const stream = streamOf(state.generation);
    const distribution =
      keepsBest && isSpent(state.distribution, LEAST_WIDTH[positionDtype(plan.dtype)] ?? 0) ? begunAnew(stream) : state.distribution;
    const { mean, stepSize } = distribution;
    const drawn = sampleSteps(distribution, stream, strategy, kernels);
    const points = projectOntoBox(drawn.map((step, at) => mean[at % d]! + stepSize * step));
    // What was drawn inside keeps its step to the last bit, so that the box does not matter away from its faces.
    const steps = drawn.map((step, at) =>
      points[at] === mean[at % d]! + stepSize * step ? step : (points[at]! - mean[at % d]!) / stepSize,
    );
    return { ...state, distribution, steps, points: onWire(points), iterate: keepsBest ? best : onWire(mean) };
  };

  function begunAnew(stream: RandomStream): Distribution {
    const mean = new Float64Array(d);
    fillUniform(stream, mean);
    return firstDistribution(mean, options.firstStep, strategy);
  }

  return {
    phases: ['generation'],
    init(start) {
      const distribution = firstDistribution(start, options.firstStep, strategy);
      return withPoints({ distribution, generation: 1, change: null }, onWire(start));
    },
    broadcastKinds: { points: 'position' },
    contributionKinds: ANSWER_KINDS,
    broadcast: (state) => ({ points: (state as CmaEsState).points }),
    expects: () => expectedAnswers(population),
    change: (state) => (state as CmaEsState).change ?? undefined,
    update(before, _phase, { tensors }) {
      const state = before as CmaEsState;
      const answers = answersOf(tensors);
      const order = ranked(answers);
      const [first, last] = [answers[order[0] ?? 0], answers[order.at(-1) ?? 0]];
      const flat = first?.difference === last?.difference;
      const distribution = adapted(state.distribution, { steps: state.steps, order, flat }, strategy, kernels);
      const best = bestAnswer(answers);
      const iterate = best === undefined ? state.iterate : state.points.slice(best * d, (best + 1) * d);
      const change = keepsBest ? (best === undefined ? 0 : answers[best]!.difference) : null;
      return withPoints({ distribution, generation: state.generation + 1, change }, iterate);
    },
  };
}

/** Where no coordinate moves by more than this, points are no longer told apart. */
const LEAST_WIDTH: Readonly<Record<string, number>> = { f64: 1e-12, f32: 1e-7, f16: 5e-4, bf16: 4e-3 };
