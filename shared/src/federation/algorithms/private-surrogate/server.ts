import { minimiseProjected } from '../../../optimizers/spectral-gradient.js';
import type { DifferenceData, DifferenceProcess } from '../../../surrogate/difference-process.js';
import { expectedMembers, privacyOf } from '../../releases/privacy-plan.js';
import { noiseDeviation, RELEASE, SUM } from '../../releases/release-terms.js';
import type { ServerContext, ServerHalf } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { blockDirections, directionCount, insideBox, scaled } from '../difference-recursion/directions.js';
import { differenceRecursion, distanceBetween, RECURSION_KINDS, type RecursionState } from '../difference-recursion/recursion.js';
import { chooseFit, FIRST_SCALES, type PriorScales } from './chosen-fit.js';
import type { PrivateSurrogateOptions } from './options.js';
import { windowData, type SeenRelease } from './release-window.js';

interface SurrogateState extends RecursionState {
  /** Oldest first. */
  readonly window: readonly SeenRelease[];
  /** How far from the centre the next iterate may lie. */
  readonly radius: number;
  readonly scales: PriorScales;
  /** m(xᵣ₋₁) − m(xᵣ) by the process that proposed xᵣ; 0 before the first step. */
  readonly predicted: number;
}

/** The trust region grows where a step won what it promised, and shrinks where it did not. */
const GOOD = 0.75;
const POOR = 0.25;
const MOST_RADIUS = 0.5;
/** Of the design's radius: what a process sees below it are differences of its own design. */
const LEAST_RADIUS = 0.1;
const SEARCH_ITERATIONS = 60;

/**
 * Bayesian optimisation in a trust region on releases: the mean values at a shared design around the iterate, clipped as one vector, every T
 * rounds whole and in between their change (`differenceRecursion`). To the Gaussian process every released number is a linear functional of
 * F with independent noise of known variance (`windowData`), so it weighs whole releases, changes and earlier rounds against each
 * other, and curvature along the way is known from changes. The next iterate minimises its mean within the trust region around the better end
 * of the last step by that mean; the radius doubles or halves by what the step won of its promise, again by posterior means. All of it
 * is computed from releases, so it may be told to anybody, and costs no privacy.
 *
 * Prior: at first slopes of root mean square C₁ in norm, which change by C₂ a unit (ℓ = C₁/C₂); then what makes the releases likeliest.
 *
 * n = numbers in the window: O(n²d + n³) a round.
 */
export function privateSurrogateServer(options: PrivateSurrogateOptions, { plan, kernels }: ServerContext): ServerHalf {
  const privacy = privacyOf(plan);
  const { clip, trust } = privacy;
  const { dimension } = plan;
  const length = directionCount(options, dimension);
  // A change over less than this would be a difference of differences of rounding errors.
  const recursion = differenceRecursion(plan, { length, leastDistance: LEAST_RADIUS * LEAST_RADIUS * options.radius });
  const lengthScale = clip.restart / clip.difference;
  const first = { lengthScale, amplitude: (clip.restart / Math.sqrt(dimension)) * lengthScale };
  const kept = Math.max(2, Math.floor(options.window / length));

  return {
    phases: ['release'],
    init: (start): SurrogateState => ({
      ...recursion.begin(insideBox(start, options.radius)),
      window: [],
      radius: options.firstRadius,
      scales: FIRST_SCALES,
      predicted: 0,
    }),
    broadcast: (state) => ({ ...recursion.broadcast(state as SurrogateState) }),
    broadcastKinds: RECURSION_KINDS,
    expects: () => ({ [SUM]: [recursion.releasedLength] }),
    release: (state) => recursion.terms(state as SurrogateState),
    update(given, _, { tensors, contributors }): SurrogateState {
      const state = given as SurrogateState;
      const released = tensorValues(tensors, RELEASE);
      const perValue = options.radius;
      const deviation = (perValue * noiseDeviation(recursion.terms(state), privacy)) / expectedMembers(privacy);
      const seen: SeenRelease = {
        centre: state.iterate,
        block: recursion.blockOf(state),
        from: recursion.isWhole(state) ? null : state.previous,
        values: scaled(recursion.meanOf(released), perValue),
        variance: deviation ** 2 * (trust === 'local' ? contributors : 1),
      };
      const window = [...state.window, seen].slice(-kept);
      const { process, scales } = chooseFit(kernels, dataOf(window), { first, last: state.scales, round: state.releases });
      return stepped({ ...state, window, scales }, process, released);
    },
  };

  function dataOf(window: readonly SeenRelease[]): DifferenceData {
    const designs = new Map<number, Float64Array>();
    const displacementsOf = (block: number): Float64Array => {
      const design = designs.get(block) ?? designOf(block);
      designs.set(block, design);
      return design;
    };
    return windowData(window, displacementsOf);
  }

  function designOf(block: number): Float64Array {
    const design = new Float64Array(length * dimension);
    blockDirections(plan, block, length).forEach((direction, k) => design.set(scaled(direction, options.radius), k * dimension));
    return design;
  }

  function stepped(state: SurrogateState, process: DifferenceProcess, released: Float64Array): SurrogateState {
    const { iterate, previous, window, scales } = state;
    const won = process.mean(previous) - process.mean(iterate);
    const radius = nextRadius(state, won);
    const centre = won >= 0 ? iterate : previous;
    const { x: next } = minimiseProjected((x, gradient) => process.meanAndGradient(x, gradient), centre, {
      project: (x) => projectInto(x, centre, radius, options.radius),
      firstStep: radius,
      iterations: SEARCH_ITERATIONS,
      leastStep: 1e-6 * radius,
    });
    return { ...recursion.moved(state, next, released), window, scales, radius, predicted: process.mean(iterate) - process.mean(next) };
  }

  function nextRadius({ iterate, previous, radius, predicted }: SurrogateState, won: number): number {
    if (!(predicted > 0)) return radius;
    const ratio = won / predicted;
    if (ratio < POOR) return Math.max(LEAST_RADIUS * options.radius, radius / 2);
    const isLong = distanceBetween(iterate, previous) > 0.9 * radius;
    return ratio > GOOD && isLong ? Math.min(MOST_RADIUS * Math.sqrt(dimension), 2 * radius) : radius;
  }
}

/** Into the ball, then into the box, which has the centre inside. */
function projectInto(x: Float64Array, centre: Float64Array, radius: number, margin: number): void {
  const share = Math.min(1, radius / distanceBetween(x, centre));
  for (let j = 0; j < x.length; j++) x[j] = centre[j]! + share * (x[j]! - centre[j]!);
  x.set(insideBox(x, margin));
}
