import { InvalidArgumentError } from '../errors.js';
import { log } from '../numeric/elementary.js';
import type { RandomStream } from '../numeric/random.js';
import type { Evaluating } from '../objectives/evaluating.js';
import { partialDifferences } from './coordinate-wise.js';
import { EstimationError } from './estimation-error.js';
import {
  checkCentre,
  checkDirections,
  checkSmoothingRadius,
  valueOf,
  type Centre,
  type GradientEstimate,
  type GradientEstimator,
} from './gradient-estimator.js';
import { averageDifferences, displaced, orthonormalRows, type TwoPointOptions } from './two-point.js';

export interface CoordinateImportanceOptions extends TwoPointOptions {
  /** Groups of successive coordinates that are scored as one, as the layers of a network; default 16. */
  readonly groups?: number;
  /** Estimates from one scoring to the next; default 10. */
  readonly refresh?: number;
  /** The share of all coordinates whose scores are counted as kept; default 0.1 (DeepZero's sparsity of 0.9). */
  readonly keptShare?: number;
  /** The share of the draws that ignores the scores, in (0, 1], so that no coordinate is never drawn; default 0.2. */
  readonly uniformShare?: number;
}

export type ImportanceState = {
  /** How often each group is drawn, summing to 1; shape [groups]. */
  readonly shares: Float64Array;
  /** Estimates made. */
  readonly estimates: number;
};

/**
 * Partial derivatives of Q coordinates, drawn anew for every estimate with the shares that ZO-GraSP gives their groups (DeepZero, Chen et
 * al., arXiv 2310.02025, §4): ĝ₀ at x and ĝ₁ at x + ρĝ₀/‖ĝ₀‖ by random directions, scores S = −(x − ½)⊙(ĝ₁ − ĝ₀), the lowest
 * `keptShare` of them counted by group. As in the source only these ratios are kept, not the coordinates, which are too noisy.
 *
 * Coordinates are drawn without replacement by exponential races, −ln(u_j)/w_j with the smallest Q winning (Efraimidis & Spirakis 2006),
 * u_j from the stream in order of j: clients with one stream draw the same set where their shares agree, and nearly the same where they
 * nearly do. No factor corrects for how often a coordinate is drawn: 0 for the others, as in `createCoordinateWise`.
 *
 * Q queries; 2Q + 1 more in the first estimate and every `refresh` later; O(d log d) time.
 *
 * Deviations: weights pruned to 0 are coordinates moved to the middle of the box here, so x − ½ takes the part of θ, and groups are
 * equal stretches of coordinates. ĝ₀ and ĝ₁ share their directions; independent ones drown the difference. The step ρ = λ has unit
 * direction. Where all scores are 0 (x in the middle), all groups count alike.
 */
export function createCoordinateImportance(options: CoordinateImportanceOptions): GradientEstimator<ImportanceState> {
  const { directions, smoothingRadius, groups = 16, refresh = 10, keptShare = 0.1, uniformShare = 0.2 } = options;
  checkSmoothingRadius(smoothingRadius);
  checkDirections(directions);
  for (const [field, count] of [
    ['groups', groups],
    ['refresh', refresh],
  ] as const) {
    if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError(field, `${count} is not a whole number of at least 1`);
  }
  for (const [field, share] of [
    ['keptShare', keptShare],
    ['uniformShare', uniformShare],
  ] as const) {
    if (!(share > 0 && share <= 1)) throw new InvalidArgumentError(field, `${share} is not a share in (0, 1]`);
  }
  return {
    init(dimension) {
      if (!Number.isSafeInteger(dimension) || dimension < 1) {
        throw new InvalidArgumentError('dimension', `${dimension} is not a number of coordinates; give an integer of at least 1`);
      }
      const count = Math.min(groups, dimension);
      return { shares: new Float64Array(count).fill(1 / count), estimates: 0 };
    },
    *estimate(centre, state, stream) {
      checkCentre(centre);
      let { shares } = state;
      let spent = 0;
      if (state.estimates % refresh === 0) {
        const { scores, queries } = yield* scoreCoordinates(centre, stream, options);
        spent = queries;
        if (scores !== undefined) shares = sharesOf(scores, { groups: shares.length, keptShare });
      }
      const chosen = race(stream, { shares, uniformShare, dimension: centre.x.length, count: directions });
      const estimate = yield* partialDifferences(centre, chosen, { smoothingRadius });
      return {
        estimate: { ...estimate, queries: estimate.queries + spent },
        state: { shares, estimates: state.estimates + 1 },
      };
    },
  };
}

/** S = −(x − ½)⊙(ĝ₁ − ĝ₀), or undefined where the evaluations do not give it. */
function* scoreCoordinates(
  centre: Centre,
  stream: RandomStream,
  { directions, smoothingRadius }: TwoPointOptions,
): Evaluating<{ readonly scores: Float64Array | undefined; readonly queries: number }> {
  const rows = orthonormalRows(stream, Math.min(directions, centre.x.length), centre.x.length);
  const settings = { smoothingRadius, factor: 1 };
  const first = yield* averageDifferences(centre, rows, settings);
  const length = Math.sqrt(first.gradient.reduce((sum, component) => sum + component * component, 0));
  if (length === 0) return { scores: undefined, queries: first.queries };
  const x = displaced(centre.x, first.gradient, smoothingRadius / length);
  const [outcome] = yield [x];
  const value = valueOf(outcome);
  if (value === undefined) return { scores: undefined, queries: first.queries + 1 };
  const second = yield* attempt(averageDifferences({ x, value }, rows, settings));
  const queries = first.queries + 1 + second.queries;
  // Directions that failed on one side only would show up as curvature.
  if (first.usable < rows.length || second.usable < rows.length) return { scores: undefined, queries };
  return { scores: x.map((_, j) => -(centre.x[j]! - 0.5) * (second.gradient[j]! - first.gradient[j]!)), queries };
}

/** An estimate, or an empty one if nothing near the point has a value. */
function* attempt(estimating: Evaluating<GradientEstimate>): Evaluating<GradientEstimate> {
  try {
    return yield* estimating;
  } catch (error) {
    if (error instanceof EstimationError) return { gradient: new Float64Array(0), queries: error.queries, usable: 0 };
    throw error;
  }
}

/** The first coordinate of a group; groups differ by one coordinate at most. */
function groupStart(group: number, groups: number, dimension: number): number {
  return Math.floor((group * dimension) / groups);
}

/** How the lowest scores are spread over the groups; scores that are equal to the last one kept share what is left. */
function sharesOf(scores: Float64Array, { groups, keptShare }: { readonly groups: number; readonly keptShare: number }): Float64Array {
  const kept = Math.max(1, Math.round(keptShare * scores.length));
  const limit = scores.toSorted()[kept - 1]!;
  const below = scores.filter((score) => score < limit).length;
  const atLimit = (kept - below) / scores.filter((score) => score === limit).length;
  const shares = new Float64Array(groups);
  for (let group = 0; group < groups; group++) {
    const [begin, end] = [groupStart(group, groups, scores.length), groupStart(group + 1, groups, scores.length)];
    let sum = 0;
    for (let j = begin; j < end; j++) sum += scores[j]! < limit ? 1 : scores[j] === limit ? atLimit : 0;
    shares[group] = sum / kept;
  }
  return shares;
}

function race(
  stream: RandomStream,
  options: { readonly shares: Float64Array; readonly uniformShare: number; readonly dimension: number; readonly count: number },
): readonly number[] {
  const { shares, uniformShare, dimension, count } = options;
  const times = new Float64Array(dimension);
  for (let group = 0; group < shares.length; group++) {
    const [begin, end] = [groupStart(group, shares.length, dimension), groupStart(group + 1, shares.length, dimension)];
    const weight = uniformShare / dimension + ((1 - uniformShare) * shares[group]!) / (end - begin);
    // 1 − u is never 0.
    for (let j = begin; j < end; j++) times[j] = -log(1 - stream.uniform()) / weight;
  }
  const order = [...times.keys()].sort((a, b) => times[a]! - times[b]! || a - b);
  return order.slice(0, count).sort((a, b) => a - b);
}
