/** One evaluation of the function that is maximised. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

export interface Refinement {
  /** Stop when a parabola through the bracket promises less than this, in units of the value. */
  readonly leastGain: number;
  /** Stop when the bracket is this narrow; also the least distance between two evaluations. */
  readonly leastWidth: number;
  readonly evaluations: number;
}

/** Three samples in ascending order, the middle one at least as good as both ends. */
export type Bracket = readonly [Sample, Sample, Sample];

/**
 * Narrows a bracket of a maximum by successive parabolas, with a golden section of the larger side where they do not shrink it
 * (Brent 1973, ch. 5, with the samples of the bracket as the first parabola). The promise of a parabola is believed in a bracket
 * of twenty least widths, or of eighty if the last one kept its own. Returns the best sample. Deterministic.
 */
export function refineMaximum(evaluate: (at: number) => number, bracket: Bracket, options: Refinement): Sample {
  const { leastGain, leastWidth } = options;
  let [left, best, right] = bracket;
  let lastWidth = Infinity;
  let kept = false;
  for (let used = 0; used < options.evaluations; used++) {
    const width = right.at - left.at;
    if (width <= 2 * leastWidth) break;
    const top = parabolaTop([left, best, right]);
    const believed = width <= (kept ? 80 : 20) * leastWidth;
    if (top !== undefined && believed && top.value - best.value < leastGain) break;
    const larger = right.at - best.at > best.at - left.at ? right : left;
    const stalled = width > 0.7 * lastWidth;
    let at = top === undefined || stalled ? best.at + GOLDEN * (larger.at - best.at) : top.at;
    if (Math.abs(at - best.at) < leastWidth) at = best.at + Math.sign(larger.at - best.at) * leastWidth;
    const sample = { at, value: evaluate(at) };
    kept = top !== undefined && at === top.at && Math.abs(sample.value - top.value) < leastGain;
    lastWidth = width;
    if (sample.value > best.value) {
      [left, best, right] = at > best.at ? [best, sample, right] : [left, sample, best];
    } else if (at > best.at) right = sample;
    else left = sample;
  }
  return best;
}

const GOLDEN = (3 - Math.sqrt(5)) / 2;

/** The top of the parabola through three samples, or undefined where they do not lie on one that opens downwards. */
function parabolaTop([left, middle, right]: Bracket): Sample | undefined {
  const before = (middle.value - left.value) / (middle.at - left.at);
  const after = (right.value - middle.value) / (right.at - middle.at);
  const curvature = (after - before) / (right.at - left.at);
  if (!(curvature < 0)) return undefined;
  const slope = before + curvature * (middle.at - left.at);
  const at = middle.at - slope / (2 * curvature);
  if (!(at > left.at && at < right.at)) return undefined;
  return { at, value: middle.value - (slope * slope) / (4 * curvature) };
}
