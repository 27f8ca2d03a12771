import type { Kernels } from '../../../numeric/kernels.js';
import type { RandomStream } from '../../../numeric/random.js';
import { fitGaussianProcess, type GaussianProcess } from '../../../surrogate/gaussian-process.js';
import { expectedImprovement, knowledgeGradient } from './acquisition.js';
import { bestCandidate, joined, type Score } from './candidates.js';
import type { BayesianOptimisationOptions } from './options.js';

/** Observations of F, oldest first. */
export type Observed = {
  /** n×d row-major. */
  readonly points: Float64Array;
  /** F(p) − F(x₀). */
  readonly values: Float64Array;
};

export interface Proposal {
  /** batch×d, row after row. */
  readonly points: Float64Array;
  /** ℓ it was made with. */
  readonly lengthScale: number;
}

/** ℓ may not be shorter: a surrogate then forgets what it saw between its points. */
const LEAST_LENGTH = 0.05;
const GREATEST_LENGTH = 20;
/** Points whose posterior mean the knowledge gradient looks at. */
const LOOKED_AT = 24;

/**
 * The next batch: each point maximises the acquisition of a Gaussian process (Matérn-5/2, ℓ by likelihood) in which the ones before have
 * taken the values it predicted for them (kriging believer: Ginsbourger, Le Riche & Carraro 2010). O(batch·(n³/3 + candidates·n²)).
 */
export function proposeBatch(
  kernels: Kernels,
  observed: Observed,
  given: {
    readonly options: BayesianOptimisationOptions;
    readonly centre: Float64Array;
    readonly previous: number | undefined;
    readonly stream: RandomStream;
  },
): Proposal {
  const { options, centre, previous, stream } = given;
  const d = centre.length;
  const batch = new Float64Array(options.batch * d);
  let { points, values } = observed;
  let lengthScale: number | undefined;
  for (let k = 0; k < options.batch; k++) {
    const process = fitGaussianProcess(
      kernels,
      { x: points, y: values, dimension: d },
      {
        covariance: 'matern52',
        normalisation: 'centred',
        noiseVariance: options.noiseVariance,
        lengthScale: lengthScale ?? { floor: LEAST_LENGTH, ceiling: GREATEST_LENGTH, ...(previous === undefined ? {} : { previous }) },
      },
    );
    try {
      ({ lengthScale } = process);
      const point = bestCandidate(scoreBy(process, options), centre, options.candidates, stream);
      batch.set(point, k * d);
      const believed = process.mean(point);
      points = joined(points, point);
      values = joined(values, Float64Array.of(believed));
    } finally {
      process.release();
    }
  }
  return { points: batch, lengthScale: lengthScale ?? 1 };
}

/** The acquisition by its name, in units of F. */
function scoreBy(process: GaussianProcess, { acquisition, noiseVariance }: BayesianOptimisationOptions): Score {
  const { window } = process;
  const d = window.dimension;
  const meansAt = (points: Float64Array): Float64Array =>
    Float64Array.from({ length: points.length / d }, (_, k) => process.mean(points.subarray(k * d, (k + 1) * d)));
  const known = meansAt(window.x);
  if (acquisition === 'expected-improvement') {
    // The least posterior mean in place of the least value, which under noise is a lucky one.
    const best = known.reduce((least, mean) => Math.min(least, mean), Infinity);
    return (points) => {
      const means = meansAt(points);
      return process.variances(points).map((variance, k) => expectedImprovement(means[k]!, window.scale * Math.sqrt(variance), best));
    };
  }
  const order = Array.from(known, (_, a) => a).sort((a, b) => known[a]! - known[b]! || a - b);
  const chosen = order.slice(0, LOOKED_AT);
  const looked = new Float64Array(chosen.length * d);
  chosen.forEach((a, i) => looked.set(window.x.subarray(a * d, (a + 1) * d), i * d));
  const lookedMeans = meansAt(looked);
  const least = lookedMeans.reduce((lower, mean) => Math.min(lower, mean), Infinity);
  return (points) => {
    const count = points.length / d;
    const means = meansAt(points);
    const variances = process.variances(points);
    const covariances = process.covariances(looked, points);
    return variances.map((variance, k) => {
      const root = Math.sqrt(variance + noiseVariance);
      const changes = Float64Array.from({ length: chosen.length + 1 }, (_, i) =>
        i < chosen.length ? (window.scale * covariances[i * count + k]!) / root : (window.scale * variance) / root,
      );
      // What is known now is known of evaluated points alone, for only they can be the iterate.
      const ahead = knowledgeGradient(joined(lookedMeans, means.subarray(k, k + 1)), changes);
      return ahead + Math.max(0, least - means[k]!);
    });
  };
}
