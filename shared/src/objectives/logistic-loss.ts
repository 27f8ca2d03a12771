import { exp, log } from '../numeric/elementary.js';

/** Labelled records of a linear classifier. */
export interface LabelledRecords {
  /** z, n × d, row-major; ‖z‖ ≤ 1 in every row is what the public bounds rest on. */
  readonly features: Float64Array;
  /** y = ±1, n of them. */
  readonly labels: Float64Array;
}

/**
 * ℓ(w; z, y) = log(1 + exp(−y z·w)) + α Σⱼ wⱼ²/(1 + wⱼ²) of every record at the weights w, and its gradient where `gradients`, n × d, is given.
 * The regulariser has no minimum but at 0 and is not convex; it is the same for all records. O(n d).
 */
export function logisticLosses(
  w: Float64Array,
  { features, labels }: LabelledRecords,
  { regulariser, gradients }: { readonly regulariser: number; readonly gradients?: Float64Array | undefined },
): Float64Array {
  const d = w.length;
  let penalty = 0;
  const slopes = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    const square = w[j]! * w[j]!;
    penalty += (regulariser * square) / (1 + square);
    slopes[j] = (2 * regulariser * w[j]!) / ((1 + square) * (1 + square));
  }
  const losses = new Float64Array(labels.length);
  for (let n = 0; n < losses.length; n++) {
    const row = n * d;
    // Two sums, so that one addition need not wait for the last.
    let even = 0;
    let odd = 0;
    let j = 0;
    for (; j + 1 < d; j += 2) {
      even += features[row + j]! * w[j]!;
      odd += features[row + j + 1]! * w[j + 1]!;
    }
    const score = even + odd + (j < d ? features[row + j]! * w[j]! : 0);
    const label = labels[n]!;
    const margin = label * score;
    // log(1 + exp(−m)) without overflow.
    const decay = exp(-Math.abs(margin));
    losses[n] = penalty + log(1 + decay) + (margin < 0 ? -margin : 0);
    if (gradients === undefined) continue;
    const pull = (-label * (margin > 0 ? decay : 1)) / (1 + decay);
    for (j = 0; j < d; j++) gradients[row + j] = pull * features[row + j]! + slopes[j]!;
  }
  return losses;
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
