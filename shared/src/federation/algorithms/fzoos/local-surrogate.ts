import { fitGaussianProcess, type GaussianProcess } from '../../../surrogate/gaussian-process.js';
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
  });
}
