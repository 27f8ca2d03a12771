import { fillUniform } from '../../../numeric/random-stream.js';
import type { RandomStream } from '../../../numeric/random.js';
import { foldIntoUnitInterval } from '../../../optimizers/box.js';
import { exp, log } from '../../../numeric/elementary.js';

/** Scores of m points, m×d row-major; the highest wins. */
export type Score = (points: Float64Array) => Float64Array;

/** Radii of the candidates about a point, drawn evenly in their logarithm; in units of the box. */
const LOCAL = { least: 1e-3, greatest: 0.3 } as const;
/** After the first search, so many rounds about the best candidate, each closer by the factor. */
const REFINEMENTS = 6;
const CLOSER = 0.45;
const FIRST_REFINEMENT = { least: 0.01, greatest: 0.15 } as const;

/**
 * The candidate with the highest score: of `count` in the first search, half uniform in the box and half normal about `centre`, then of
 * a quarter as many in each of six ever closer searches about the best so far. O(count·d) beside the scores.
 */
export function bestCandidate(score: Score, centre: Float64Array, count: number, stream: RandomStream): Float64Array {
  const d = centre.length;
  const half = Math.ceil(count / 2);
  const uniform = new Float64Array(half * d);
  fillUniform(stream, uniform);
  let best = highest(score, joined(uniform, about(centre, half, LOCAL, stream)), d);
  let range: Range = FIRST_REFINEMENT;
  for (let search = 0; search < REFINEMENTS; search++) {
    const found = highest(score, about(best.point, Math.ceil(count / 4), range, stream), d);
    if (found.score > best.score) best = found;
    range = { least: CLOSER * range.least, greatest: CLOSER * range.greatest };
  }
  return best.point;
}

interface Range {
  readonly least: number;
  readonly greatest: number;
}

function about(centre: Float64Array, count: number, { least, greatest }: Range, stream: RandomStream): Float64Array {
  const d = centre.length;
  const points = new Float64Array(count * d);
  for (let k = 0; k < count; k++) {
    const radius = least * exp(stream.uniform() * log(greatest / least));
    for (let j = 0; j < d; j++) points[k * d + j] = foldIntoUnitInterval(centre[j]! + radius * stream.normal());
  }
  return points;
}

function highest(score: Score, points: Float64Array, d: number): { readonly point: Float64Array; readonly score: number } {
  const scores = score(points);
  let at = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[at]!) at = k;
  return { point: points.slice(at * d, (at + 1) * d), score: scores[at]! };
}

/** n points in [0,1]^d of which every coordinate has one in each of n equal intervals; n×d row-major. O(nd). */
export function latinHypercube(count: number, d: number, stream: RandomStream): Float64Array {
  const points = new Float64Array(count * d);
  for (let j = 0; j < d; j++) {
    const order = Array.from({ length: count }, (_, k) => k);
    for (let k = count - 1; k > 0; k--) {
      const other = stream.integer(k + 1);
      [order[k], order[other]] = [order[other]!, order[k]!];
    }
    order.forEach((cell, k) => (points[k * d + j] = (cell + stream.uniform()) / count));
  }
  return points;
}

export function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
