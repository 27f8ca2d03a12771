import { figureDtype, positionDtype, roundToDtype } from '../../../numeric/dtype.js';
import type { ServerContext, ServerHalf } from '../../server-half.js';
import { sameElements } from '../../../numeric/same-elements.js';
import { tensorValues } from '../../tensor.js';
import { createWorkspace } from '../../workspace.js';
import { ANSWER_KINDS, answersOf, expectedAnswers, type Answer } from '../shared-points/answers.js';
import { askedCount, askedIn, askedPoints, PHASES } from './asked-points.js';
import { directionsOf, type GpTrustRegionOptions } from './options.js';
import { createProposer } from './proposal.js';
import { withoutFewShared } from './shared-values.js';
import { heterogeneitySeen, nextSharing } from './sharing-out.js';
import { trustRegionStateOf, type TrustRegionState } from './state.js';
import { nextStage } from './stage.js';
import { takeStep } from './step.js';
import { NO_POINTS, observe, type Observation } from './window.js';

/**
 * A Gaussian-process surrogate of F in a trust region on a shared seeded design. All clients evaluate the same public points, so the
 * mean of their differences is an observation of F itself: one process at the coordinator, no drift between clients, nothing to correct.
 *
 *     design   p_k = x ± ρ u_k, u_k orthonormal from a public seed, at two radii; every client sends fᵢ(p_k) − fᵢ(x)
 *     fit      F(c + s) − F(c) = c₁‖s‖² [+ c₂ s′Hs] + GP(s) over the newest observations; ℓ and nugget by likelihood
 *     propose  z = argmin of the posterior mean in the box and ‖z − c‖ ≤ Δ, c = x but in the wide stage
 *     test     z evaluated by all; x moves if F falls (by posterior means, where values are noisy); Δ, ρ by the step
 *     stage    wide: ruggedness counts as noise, the region follows the posterior means; fine, once that stalls: values are interpolated
 *     cohorts  sampled: each round's values have a slope and an offset of their own in the surrogate, for a cohort's mean is not F
 *     share    parts > 1: while clients are alike each point of a design is evaluated by one part of them
 *     carry    H ← ½∇²m(x), used while its predictions of unseen values are better than without it
 *
 * Up K + 1 numbers, a byte each for coverage and feasibility, and four statistics; down 2 d; K + 1 queries a client and round, in two trips or folded into one. Model-based
 * derivative-free optimisation in the sense of Conn, Scheinberg & Vicente (2009), with a Gaussian process as in trust-region Bayesian
 * optimisation (TuRBO, arXiv 1910.01739). Cost at the coordinator: O(n³/3) a fit, O(nd) a step of the search, n = window.
 */
export function gpTrustRegionServer(options: GpTrustRegionOptions, { plan, kernels }: ServerContext): ServerHalf {
  const d = plan.dimension;
  const directions = directionsOf(options, d);
  const workspace = createWorkspace();
  const proposer = createProposer(kernels, { sampled: options.sampled });
  const stageRounds = Math.max(LEAST_STAGE_ROUNDS, Math.ceil(d / (2 * directions)));
  const firstRadius = options.firstRadius * Math.sqrt(d);
  const phases = options.folded ? PHASES.folded : PHASES.unfolded;
  const onWire = (values: Float64Array): Float64Array => roundToDtype(values, positionDtype(plan.dtype));
  const mostParts = options.folded ? Math.min(options.parts, directions) : 1;
  const designOf = ({ designRadius, direction, sharing }: TrustRegionState): Float64Array =>
    roundToDtype(Float64Array.of(designRadius, direction, sharing.parts), figureDtype(plan.dtype));

  const broadcastOf = (state: TrustRegionState, phase: number): Record<string, Float64Array> => {
    const asked = askedIn(phase, options.folded);
    const around = asked.trial ? { trial: state.trial } : { centre: state.centre };
    return { ...around, ...(asked.design ? { design: designOf(state) } : {}) };
  };

  return {
    phases,
    broadcastKinds: { trial: 'position', centre: 'position', design: 'figures' },
    contributionKinds: { ...ANSWER_KINDS, statistics: 'figures' },
    init(start): TrustRegionState {
      const iterate = onWire(start);
      return {
        iterate,
        level: 0,
        centre: iterate,
        centreLevel: 0,
        stage: options.wide ? 'wide' : 'fine',
        markLevel: 0,
        markRounds: 0,
        wideLevel: 0,
        patience: 1,
        change: 0,
        trial: iterate,
        predicted: 0,
        designRadius: firstRadius,
        trustRadius: firstRadius,
        direction: 0,
        sharing: { parts: 1, isOver: mostParts === 1 },
        rounds: 0,
        noisy: false,
        stepFloor: 0,
        observed: observe(NO_POINTS, [{ point: iterate, value: 0, noise: 1, cohort: -1, reach: 0, shared: 0 }], options.window),
        surrogate: null,
      };
    },
    broadcast: (state, phase) => broadcastOf(trustRegionStateOf(state), phase),
    expects(phase) {
      const count = askedCount(askedIn(phase, options.folded), directions);
      return { ...expectedAnswers(count), statistics: [4] };
    },
    change: (state) => trustRegionStateOf(state).change,
    expectedDecrease(before) {
      const { noisy, stage, patience, surrogate, predicted } = trustRegionStateOf(before);
      if (noisy || surrogate === null) return undefined;
      // Before a wide stage has found nothing better than the fine one before it, the method has not come to its end.
      const goesOn = options.wide && (stage === 'wide' || patience === 1);
      return goesOn ? Number.POSITIVE_INFINITY : predicted;
    },
    update(before, phase, { tensors }) {
      let state = trustRegionStateOf(before);
      const asked = askedIn(phase, options.folded);
      const broadcast = broadcastOf(state, phase);
      const points = askedPoints(asTensors(broadcast), asked, { directions, seed: plan.seed, workspace });
      // A round has one cohort, which is new with its first phase.
      const cohort = phase === 0 ? state.observed.seen : (state.observed.cohorts.at(-1) ?? -1);
      const answers = answersOf(tensors);
      const seen = observations(points, answers, { ...state, cohort, sharedFrom: state.sharing.parts > 1 ? 1 : points.length });
      // Folded, the first round has no trial yet: x₀ stands in its place.
      const isFirst = asked.trial && state.surrogate === null;
      const trial = asked.trial ? seen[0] : undefined;
      const fresh = seen.filter((observation): observation is Seen => observation !== undefined);
      const added = isFirst ? fresh.filter((observation) => observation !== trial) : fresh;
      const known = state.observed;
      // Unfolded, the change of the step before is what the design phase still goes by.
      const [blurred = 0, flatShare = 0, ...squares] = tensorValues(tensors, 'statistics');
      const stepFloor =
        asked.design && flatShare > MOSTLY_FLAT ? Math.max(state.stepFloor, ABOVE_FLAT * state.designRadius) : state.stepFloor;
      const noisy = state.noisy || blurred > 0 || stepFloor > 0;
      state = { ...state, noisy, stepFloor, observed: observe(known, added, options.window) };
      if (asked.design) {
        const design = fresh.filter((observation) => observation !== trial);
        state = { ...state, direction: state.direction + directions, surrogate: proposer.score(state, known, design) };
      }
      if (asked.trial && !isFirst) {
        state = takeStep({ ...state, change: 0 }, trial, {
          proposer,
          limits: { dimension: d, firstRadius: options.firstRadius },
          sampled: options.sampled,
        });
      }
      if (!state.sharing.isOver) {
        const refused = !isFirst && !sameElements(state.centre, trustRegionStateOf(before).trial);
        const heterogeneity = heterogeneitySeen(state.sharing, answers, squares);
        const sharing = nextSharing(state.sharing, { heterogeneity, refused, noisy, spanned: state.direction >= d }, mostParts);
        state = { ...(sharing.isOver ? withoutFewShared(state) : state), sharing };
      }
      if (asked.design) state = proposer.propose(state, onWire);
      if (phase < phases.length - 1) return state;
      const closed = { ...state, rounds: state.rounds + 1 };
      return options.wide ? nextStage(closed, { firstRadius, window: stageRounds }) : closed;
    },
  };

  function asTensors(values: Record<string, Float64Array>) {
    return Object.fromEntries(
      Object.entries(values).map(([name, elements]) => [name, { dtype: plan.dtype, shape: [elements.length], values: elements }]),
    );
  }
}

/** Rounds without progress that end a stage: as many as bring half a basis of directions, and at least so many. */
const LEAST_STAGE_ROUNDS = 6;

/** A design is too fine where clients see no difference at more than this share of its points, and the next is so much wider. */
const MOSTLY_FLAT = 0.5;
const ABOVE_FLAT = 4;

/** What the cohort says of a point, as an observation of F. */
type Seen = Observation & Pick<Answer, 'eligible'>;

/** Observations of F from the answers; undefined where no client had one. A value of part of the cohort is noisier. From `sharedFrom` on they are those of parts. */
function observations(
  points: readonly Float64Array[],
  answers: readonly (Answer | undefined)[],
  {
    iterate,
    level,
    cohort,
    sharedFrom,
  }: Pick<TrustRegionState, 'iterate' | 'level'> & { readonly cohort: number; readonly sharedFrom: number },
): (Seen | undefined)[] {
  return points.map((point, k) => {
    const answer = answers[k];
    if (answer === undefined) return undefined;
    const { difference, share, eligible } = answer;
    const shared = k < sharedFrom ? 0 : 1;
    return { point, value: level + difference, noise: 1 / share, cohort, reach: squaredDistance(point, iterate), shared, eligible };
  });
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return sum;
}
