import { InvalidArgumentError } from '../errors.js';
import { exp, log } from '../numeric/elementary.js';
import type { Kernels } from '../numeric/kernels.js';
import type { Covariance } from '../numeric/covariance.js';
import { regressInto, type RegressionData } from './regression.js';
import { type Bracket, refineMaximum, type Sample } from './scalar-maximum.js';

export interface LengthScaleSearch {
  /** The least ℓ that may be chosen, > 0, in units of x. Too small an ℓ makes a surrogate forget what it saw. */
  readonly floor: number;
  /** The greatest; default 1e5, as published. */
  readonly ceiling?: number;
  /** The ℓ found last time: the search then starts beside it and needs about half the evaluations. */
  readonly previous?: number;
}

export interface LengthScaleOptions extends LengthScaleSearch {
  readonly covariance: Covariance;
  readonly noiseVariance: number;
}

export interface LikelihoodMaximum {
  readonly lengthScale: number;
  /** In nats; NaN where the data say nothing about ℓ. */
  readonly logLikelihood: number;
  /** Number of factorisations it took. */
  readonly evaluations: number;
}

/** All in log ℓ, but for the gain, which is in nats of likelihood: less than that says nothing about ℓ. */
const GRID_STEP = 1.6;
const WARM_STEP = 0.35;
const REFINEMENT = { leastGain: 0.01, leastWidth: 0.02, evaluations: 12 };

/**
 * The length-scale that maximises the log marginal likelihood of the normalised values, amplitude fixed at 1, σ² given: a search in
 * the one dimension log ℓ ∈ [log floor, log ceiling], to within 0.2 nats of the highest.
 *
 * Without `previous` a grid with steps of a factor 5 is searched and its best cell refined; with it, the search climbs from there
 * to the next maximum, which need not be the highest: leave `previous` out now and then. Lengths above a hundred times the widest
 * distance and below a sixth of the narrowest are not tried: beyond them the likelihood is flat or falls.
 * Fewer than two points, or equal values, say nothing about ℓ: then it is `previous`, else 1, within the limits.
 *
 * Deterministic. Some 12 factorisations of n³/3 the first time, 4 to 8 with `previous`; distances are computed once outside.
 * The published code climbs from 21 random starts with scikit-learn's L-BFGS-B, for the same maximum.
 */
export function maximiseLikelihood(kernels: Kernels, data: RegressionData, options: LengthScaleOptions): LikelihoodMaximum {
  const { floor, ceiling = 1e5, previous, covariance, noiseVariance } = options;
  if (!(floor > 0 && floor <= ceiling && Number.isFinite(ceiling))) {
    throw new InvalidArgumentError('floor', `${floor} is not in (0, ceiling = ${ceiling}]`);
  }
  if (previous !== undefined && !(previous > 0)) {
    throw new InvalidArgumentError('previous', `${previous} is not a length; leave it out to search afresh`);
  }
  const n = data.targets.length;
  if (n < 2 || data.targets.every((target) => target === data.targets[0])) {
    return { lengthScale: Math.min(ceiling, Math.max(floor, previous ?? 1)), logLikelihood: NaN, evaluations: 0 };
  }

  const factor = kernels.allocate(n * n);
  let evaluations = 0;
  const lengthAt = (at: number): number => Math.min(ceiling, Math.max(floor, exp(at)));
  const sampleAt = (at: number): Sample => {
    evaluations += 1;
    const prior = { covariance, lengthScale: lengthAt(at), noiseVariance };
    return { at, value: regressInto(factor, kernels, { data, prior }).logLikelihood };
  };
  try {
    const limits = searchLimits(data, floor, ceiling);
    const found = previous === undefined ? searchGrid(sampleAt, limits) : climb(sampleAt, limits, log(previous));
    const best = 'length' in found ? refineMaximum((at) => sampleAt(at).value, found, REFINEMENT) : found;
    return { lengthScale: lengthAt(best.at), logLikelihood: best.value, evaluations };
  } finally {
    kernels.release(factor);
  }
}

interface Limits {
  readonly lower: number;
  readonly upper: number;
}

/** Where the likelihood can have a maximum, in log ℓ. */
function searchLimits({ below }: RegressionData, floor: number, ceiling: number): Limits {
  let narrowest = Infinity;
  let widest = 0;
  for (const squared of below) {
    if (squared === 0) continue;
    narrowest = Math.min(narrowest, squared);
    widest = Math.max(widest, squared);
  }
  const lower = Math.min(ceiling, Math.max(floor, Math.sqrt(narrowest) / 6));
  return { lower: log(lower), upper: log(Math.max(lower, Math.min(ceiling, 100 * Math.sqrt(widest)))) };
}

/** Equally spaced samples of the whole range; the best one between its neighbours, or alone if it is a limit that is the maximum. */
function searchGrid(sampleAt: (at: number) => Sample, { lower, upper }: Limits): Bracket | Sample {
  const cells = Math.max(1, Math.ceil((upper - lower) / GRID_STEP));
  const samples = Array.from({ length: cells + 1 }, (_, i) => sampleAt(lower + ((upper - lower) * i) / cells));
  const best = samples.reduce((index, sample, i) => (sample.value > samples[index]!.value ? i : index), 0);
  if (best === 0) return fromLimit(sampleAt, samples[0]!, samples[1]!);
  if (best === cells) return fromLimit(sampleAt, samples[cells]!, samples[cells - 1]!);
  return [samples[best - 1]!, samples[best]!, samples[best + 1]!];
}

/** Steps uphill from `from`, twice as far each time, until the likelihood falls or a limit is reached. */
function climb(sampleAt: (at: number) => Sample, { lower, upper }: Limits, from: number): Bracket | Sample {
  const clamp = (at: number): number => Math.min(upper, Math.max(lower, at));
  let behind = sampleAt(clamp(from));
  let step = behind.at + WARM_STEP <= upper ? WARM_STEP : -WARM_STEP;
  let best = sampleAt(clamp(behind.at + step));
  if (best.value < behind.value) {
    [behind, best] = [best, behind];
    step = -step;
  }
  for (;;) {
    const at = clamp(best.at + step);
    if (at === best.at) return fromLimit(sampleAt, best, behind);
    const ahead = sampleAt(at);
    if (ahead.value <= best.value) return ordered(behind, best, ahead);
    [behind, best] = [best, ahead];
    step *= 2;
  }
}

/** A limit at least as good as its neighbour: the maximum itself, unless the likelihood rises from it. */
function fromLimit(sampleAt: (at: number) => Sample, limit: Sample, neighbour: Sample): Bracket | Sample {
  const { leastWidth } = REFINEMENT;
  if (Math.abs(neighbour.at - limit.at) <= leastWidth) return limit;
  const inside = sampleAt(limit.at + Math.sign(neighbour.at - limit.at) * leastWidth);
  return inside.value <= limit.value ? limit : ordered(limit, inside, neighbour);
}

function ordered(a: Sample, b: Sample, c: Sample): Bracket {
  return a.at < c.at ? [a, b, c] : [c, b, a];
}
