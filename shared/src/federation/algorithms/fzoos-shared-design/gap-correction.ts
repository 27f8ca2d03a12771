import { fitGaussianProcess } from '../../../surrogate/gaussian-process.js';
import type { ClientContext } from '../../client-half.js';
import type { Correction } from '../fzoos/feature-correction.js';
import type { Stretch } from '../trajectory.js';
import type { FzoosSharedDesignOptions } from './options.js';

/** No shorter length-scale is chosen: below it a process knows nothing between its points. */
const LENGTH_SCALE_FLOOR = 0.1;

/**
 * cᵢ(x) = ∇μ(x), μ the Gaussian process of F − fᵢ through its values at shared points; undefined where there are none. All clients see the
 * same points, so what a process cannot see is the same at all of them and cancels in their mean. The length-scale is found once.
 * O(n³/3 + nd) each.
 */
export function gapCorrection(gap: Stretch, options: FzoosSharedDesignOptions, { kernels, plan }: ClientContext): Correction | undefined {
  if (gap.y.length === 0) return undefined;
  let lengthScale: number | undefined;
  return (x) => {
    const process = fitGaussianProcess(
      kernels,
      { x: gap.x, y: gap.y, dimension: plan.dimension },
      {
        covariance: options.kernel,
        lengthScale: lengthScale ?? { floor: LENGTH_SCALE_FLOOR },
        noiseVariance: options.noiseVariance,
        normalisation: 'centred',
      },
    );
    ({ lengthScale } = process);
    try {
      return process.gradient(x);
    } finally {
      process.release();
    }
  };
}
