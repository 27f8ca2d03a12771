import { exp } from '../numeric/elementary.js';
import { linearScores } from './linear-scores.js';
import { softplusOfMinus } from './softplus.js';

/** Labelled records of a linear classifier. */
export interface LabelledRecords {
  /** z, n × d, row-major; ‖z‖ ≤ 1 in every row is what the public bounds rest on. */
  readonly features: Float64Array;
  /** y = ±1, n of them. */
  readonly labels: Float64Array;
}

/**
 * ℓ(w; z, y) = log(1 + exp(−y z·w)) + α Σⱼ wⱼ²/(1 + wⱼ²) of every record at the weights w, and its gradient where `gradients`, n × d, is given.
 * The regulariser has no minimum but at 0 and is not convex; it is the same for all records. O(n d); less for a w near the last one, by
 * `linearScores`.
 */
export function logisticLosses(
  { features, labels }: LabelledRecords,
  { dimension: d, regulariser }: { readonly dimension: number; readonly regulariser: number },
): (w: Float64Array, gradients?: Float64Array) => Float64Array {
  const scoresAt = linearScores(features, d);
  return (w, gradients) => {
    let penalty = 0;
    for (let j = 0; j < d; j++) penalty += (regulariser * w[j]! * w[j]!) / (1 + w[j]! * w[j]!);
    const margins = scoresAt(w);
    for (let n = 0; n < margins.length; n++) margins[n] = labels[n]! * margins[n]!;
    const losses = new Float64Array(labels.length);
    fillLosses(losses, margins, penalty);
    if (gradients === undefined) return losses;
    const slopes = w.map((weight) => (2 * regulariser * weight) / (1 + weight * weight) ** 2);
    for (let n = 0; n < losses.length; n++) {
      const row = n * d;
      const margin = margins[n]!;
      const decay = exp(-Math.abs(margin));
      const pull = (-labels[n]! * (margin > 0 ? decay : 1)) / (1 + decay);
      for (let j = 0; j < d; j++) gradients[row + j] = pull * features[row + j]! + slopes[j]!;
    }
    return losses;
  };
}

/** A loop of its own: the compiler then has the function in it. */
function fillLosses(target: Float64Array, margins: Float64Array, penalty: number): void {
  for (let n = 0; n < target.length; n++) {
    const margin = margins[n]!;
    const size = Math.abs(margin);
    target[n] = penalty + softplusOfMinus(size) + (size - margin) * 0.5;
  }
}

/** What is known of ℓ before any record is: how steep and how curved it can be with respect to x ∈ [0,1]^d, and how large F(x₀) − min F at w = 0. */
export interface LogisticBounds {
  /** G: ‖∇ℓ‖ ≤ G, a clip radius of whole gradients that never cuts. */
  readonly steepness: number;
  /** L: ‖∇ℓ(x) − ∇ℓ(y)‖ ≤ L ‖x − y‖, one for their differences. */
  readonly smoothness: number;
}

/**
 * With ‖z‖ ≤ 1 and a box `width` wide in every coordinate: G = width (1 + (3√3/8) α √d), the largest slope of w²/(1 + w²) being 3√3/8 at 1/√3;
 * L = width² (1/4 + 2α), its largest curvature being 2 at 0. Differences of ℓ along orthonormal directions at distance μ are at most G + μ L √K/2.
 */
export function logisticBounds({
  width,
  dimension,
  regulariser,
}: {
  readonly width: number;
  readonly dimension: number;
  readonly regulariser: number;
}): LogisticBounds {
  return {
    steepness: width * (1 + ((3 * Math.sqrt(3)) / 8) * regulariser * Math.sqrt(dimension)),
    smoothness: width * width * (0.25 + 2 * regulariser),
  };
}
