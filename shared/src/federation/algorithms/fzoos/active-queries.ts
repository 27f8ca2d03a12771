import type { Evaluating } from '../../../objectives/evaluating.js';
import { projectInPlace } from '../../../optimizers/box.js';
import { uniformInBox } from '../../../numeric/random-vectors.js';
import type { RandomStream } from '../../../numeric/random.js';
import type { Trajectory } from '../trajectory.js';

export interface ActiveQueries {
  readonly candidates: number;
  readonly queries: number;
  /** Half the edge of the box around the centre that candidates are drawn from. */
  readonly radius: number;
}

/**
 * Active queries of FZooS (arXiv 2308.04077 §4.1, Algorithm 1, line 7; numbers from the authors' code): of `candidates` uniform points
 * around a centre, projected on [0,1]^d, those `queries` are evaluated at which `score` is greatest, the earlier drawn on a tie. Values
 * go into the trajectory; what has no value is left out.
 */
export function* queryActively(
  centre: Float64Array,
  options: ActiveQueries,
  parts: { readonly stream: RandomStream; readonly trajectory: Trajectory; score(points: Float64Array): Float64Array },
): Evaluating<void> {
  if (options.queries === 0) return;
  const dimension = centre.length;
  const { radius, candidates: count } = options;
  const candidates = uniformInBox(parts.stream, centre, { radius, count });
  projectInPlace(candidates);
  const scores = parts.score(candidates);
  const chosen = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, options.queries);
  const points = chosen.map((row) => candidates.slice(row * dimension, (row + 1) * dimension));
  yield* evaluateInto(parts.trajectory, points);
}

/** Evaluates points and adds those that have a value to the trajectory. */
export function* evaluateInto(trajectory: Trajectory, points: readonly Float64Array[]): Evaluating<void> {
  const outcomes = yield points;
  outcomes.forEach((outcome, index) => {
    if (outcome.kind === 'value') trajectory.add(points[index]!, outcome.value);
  });
}
