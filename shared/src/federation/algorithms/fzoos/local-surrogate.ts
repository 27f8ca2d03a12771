import { fitGaussianProcess, type GaussianProcess } from '../../../surrogate/gaussian-process.js';
import { createDistanceWindow, distanceWindowBytes, type DistanceWindow } from '../../../surrogate/distance-window.js';
import type { ClientContext } from '../../client-half.js';
import { memoryOfClient } from './client-memory.js';
import type { FzoosPhase } from './phase.js';

/** No shorter length-scale is chosen, in the unit box: below it a surrogate knows nothing between its points. */
const LENGTH_SCALE_FLOOR = 1e-2;

/**
 * The client's Gaussian process on the window nearest to a point, values scaled to [0, 1] as published; the length-scale is given or
 * found by marginal likelihood, from the previous one where there is one.
 */
export function fitLocalSurrogate(
  { options, context, trajectory }: FzoosPhase,
  {
    at,
    lengthScale,
    previousLengthScale,
  }: { readonly at: Float64Array; readonly lengthScale?: number | undefined; readonly previousLengthScale?: number | undefined },
): GaussianProcess {
  const search = { floor: LENGTH_SCALE_FLOOR, ...(previousLengthScale === undefined ? {} : { previous: previousLengthScale }) };
  return fitGaussianProcess(context.kernels, trajectory.nearest(at, options.localWindow), {
    covariance: options.kernel,
    lengthScale: lengthScale ?? search,
    noiseVariance: options.noiseVariance,
    normalisation: 'range',
    distances: distancesOf(context, options.localWindow),
  });
}

/** Bytes that memories of distances may take in a process, and how many clients have one at most. */
const DISTANCE_BYTES = 32 * 2 ** 20;
const MOST_DISTANCE_WINDOWS = 256;

/** The client's memory of distances; none where a single one would be too large. */
function distancesOf(context: ClientContext, capacity: number): DistanceWindow | undefined {
  const { dimension } = context.plan;
  const most = Math.min(MOST_DISTANCE_WINDOWS, Math.floor(DISTANCE_BYTES / distanceWindowBytes(capacity, dimension)));
  if (most === 0) return undefined;
  const make = (): DistanceWindow => createDistanceWindow({ capacity, dimension }, context.kernels);
  return memoryOfClient(context, { kind: `distance-windows/${dimension}/${capacity}`, most, make });
}
