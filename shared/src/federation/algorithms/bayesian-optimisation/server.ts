import { InvalidArgumentError } from '../../../errors.js';
import { positionDtype, roundToDtype } from '../../../numeric/dtype.js';
import { createStream } from '../../../numeric/random-stream.js';
import { PUBLIC, type RandomStream } from '../../../numeric/random.js';
import type { ServerContext, ServerHalf, ServerState } from '../../server-half.js';
import { ANSWER_KINDS, answersOf, bestAnswer, expectedAnswers, type Answer } from '../shared-points/answers.js';
import { latinHypercube } from './candidates.js';
import { designRounds, type BayesianOptimisationOptions } from './options.js';
import { proposeBatch, type Observed } from './proposal.js';

type BayesianState = ServerState & {
  /** F(xᵣ) − F(x₀). */
  readonly level: number;
  /** F(xᵣ) − F(xᵣ₋₁) of the last round. */
  readonly change: number;
  readonly observed: Observed;
  /** What is asked for next, batch×d. */
  readonly points: Float64Array;
  /** Rounds closed. */
  readonly rounds: number;
  /** ℓ of the last proposal; null before the first. */
  readonly lengthScale: number | null;
};

/** Beyond it a Gaussian process on all of the box knows too little of it. */
const LARGEST_DIMENSION = 20;
/** ℓ is searched on its whole range every so many rounds. */
const WHOLE_SEARCH_ROUNDS = 5;

/**
 * Bayesian optimisation of the aggregated objective in few dimensions (tutorial: Frazier, arXiv 1807.02811): all clients evaluate the same
 * points, so the mean of their answers is an observation of F, and one exact Gaussian process at the coordinator sees the whole box.
 *
 *     first    a Latin hypercube, in batches
 *     then     a batch of points, each the maximum of the expected improvement or of the knowledge gradient over candidates
 *
 * The iterate is the best point evaluated. A round: `batch` queries a client, up 3 numbers a point, down d a point and the iterate. Cost at
 * the coordinator: O(batch·(n³/3 + candidates·n²)), n = window. @throws InvalidArgumentError above d = 20.
 */
export function bayesianOptimisationServer(options: BayesianOptimisationOptions, { plan, kernels }: ServerContext): ServerHalf {
  const d = plan.dimension;
  if (d > LARGEST_DIMENSION) {
    throw new InvalidArgumentError(
      'algorithm.kind',
      `bayesian-optimisation searches the whole box, which ${d} dimensions do not allow (at most ${LARGEST_DIMENSION}); take gp-trust-region`,
    );
  }
  const first = designRounds(options, d);
  const size = options.batch * d;
  const streamOf = (round: number): RandomStream =>
    createStream({ seed: plan.seed, client: PUBLIC, round, purpose: 'acquisition-candidates' });
  const designBatch = (round: number): Float64Array =>
    latinHypercube(first * options.batch, d, streamOf(0)).slice(round * size, (round + 1) * size);

  const withPoints = (state: BayesianState): BayesianState => {
    const { rounds, iterate, observed } = state;
    if (rounds < first) return { ...state, points: roundToDtype(designBatch(rounds), positionDtype(plan.dtype)) };
    const previous = rounds % WHOLE_SEARCH_ROUNDS === 0 ? undefined : (state.lengthScale ?? undefined);
    const proposal = proposeBatch(kernels, observed, { options, centre: iterate, previous, stream: streamOf(rounds) });
    return { ...state, points: roundToDtype(proposal.points, positionDtype(plan.dtype)), lengthScale: proposal.lengthScale };
  };

  return {
    phases: ['batch'],
    init(start) {
      const iterate = roundToDtype(start, positionDtype(plan.dtype));
      const observed = { points: iterate, values: Float64Array.of(0) };
      return withPoints({ iterate, level: 0, change: 0, observed, points: iterate, rounds: 0, lengthScale: null });
    },
    broadcastKinds: { points: 'position' },
    contributionKinds: ANSWER_KINDS,
    broadcast: (state) => ({ points: (state as BayesianState).points }),
    expects: () => expectedAnswers(options.batch),
    change: (state) => (state as BayesianState).change,
    update(before, _phase, { tensors }) {
      const state = before as BayesianState;
      const answers = answersOf(tensors);
      const best = bestAnswer(answers);
      const change = best === undefined ? 0 : answers[best]!.difference;
      return withPoints({
        ...state,
        change,
        level: state.level + change,
        iterate: best === undefined ? state.iterate : state.points.slice(best * d, (best + 1) * d),
        observed: withAnswers(state, answers, options.window),
        rounds: state.rounds + 1,
      });
    },
  };
}

/** The observations with the answers that enough clients gave; beyond the window the oldest go, but never the best. O(nd). */
function withAnswers(
  { observed, points, level, iterate }: BayesianState,
  answers: readonly (Answer | undefined)[],
  window: number,
): Observed {
  const d = iterate.length;
  const rows = Array.from(observed.values, (value, k) => ({ value, point: observed.points.subarray(k * d, (k + 1) * d) }));
  answers.forEach((answer, k) => {
    if (answer?.covered) rows.push({ value: level + answer.difference, point: points.subarray(k * d, (k + 1) * d) });
  });
  while (rows.length > window) {
    const best = rows.reduce((least, { value }, k) => (value < rows[least]!.value ? k : least), 0);
    rows.splice(best === 0 ? 1 : 0, 1);
  }
  const kept = new Float64Array(rows.length * d);
  rows.forEach(({ point }, k) => kept.set(point, k * d));
  return { points: kept, values: Float64Array.from(rows, ({ value }) => value) };
}
