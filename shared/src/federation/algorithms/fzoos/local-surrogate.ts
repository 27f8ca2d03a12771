import { fitGaussianProcess, type GaussianProcess } from '../../../surrogate/gaussian-process.js';
import { createDistanceWindow, distanceWindowBytes, type DistanceWindow } from '../../../surrogate/distance-window.js';
import type { ClientContext } from '../../client-half.js';
import { memoryOfClient } from './client-memory.js';
import type { LocalPhase } from './phase.js';

/** No shorter length-scale is chosen, in the unit box: below it a surrogate knows nothing between its points. */
const LENGTH_SCALE_FLOOR = 1e-2;

export interface LocalSurrogateOptions {
  /** The window is what lies nearest to it. */
  readonly at: Float64Array;
  /** Given, or else found by marginal likelihood, from the previous one where there is one. */
  readonly lengthScale?: number | undefined;
  readonly previousLengthScale?: number | undefined;
}

/**
 * What `use` makes of the client's Gaussian process on the window nearest to a point, values scaled to [0, 1] as published. The process
 * and its window are gone afterwards, so nothing of a client stays in the kernels' memory while it waits for evaluations.
 */
export function withLocalSurrogate<Result>(
  { options, context, trajectory }: LocalPhase,
  { at, lengthScale, previousLengthScale }: LocalSurrogateOptions,
  use: (process: GaussianProcess) => Result,
): Result {
  const { kernels } = context;
  const search = { floor: LENGTH_SCALE_FLOOR, ...(previousLengthScale === undefined ? {} : { previous: previousLengthScale }) };
  const window = trajectory.nearest(at, options.localWindow, (length) => kernels.allocate(length));
  try {
    const process = fitGaussianProcess(kernels, window, {
      covariance: options.kernel,
      lengthScale: lengthScale ?? search,
      noiseVariance: options.noiseVariance,
      normalisation: 'range',
      distances: distancesOf(context, options.localWindow),
    });
    try {
      return use(process);
    } finally {
      process.release();
    }
  } finally {
    kernels.release(window.x);
  }
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
