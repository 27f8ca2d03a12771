import { InvalidArgumentError } from '../errors.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { checkCentre, checkDirections, checkSmoothingRadius, type GradientEstimator } from './gradient-estimator.js';
import { solveMinimumNorm } from './minimum-norm.js';
import { checkMemory, emptyMemory, remember, samplesOf, type SampleMemory } from './sample-memory.js';
import { differencesFrom, sampleAround, squaredDistance, type SpanProjectionOptions } from './span-projection.js';

export interface ReusingOptions extends SpanProjectionOptions {
  /** Evaluations that are remembered, the last ones; default 150, the window of FZooS. 0 reuses none. */
  readonly memory?: number;
}

export interface InterpolationOptions extends ReusingOptions {
  /** How far from x a remembered evaluation may lie to be used, in units of √d (the root mean square of a coordinate); default 0.05. */
  readonly reuseRadius?: number;
}

/**
 * Linear interpolation on old and new samples (ReLIZO, Wang et al., NeurIPS 2024): ĝ = Dᵀ(DDᵀ)⁻¹y over the Q new displacements and those
 * of remembered evaluations within the reuse radius. It is the solution of ReLIZO's quadratically constrained program, which seeks the
 * unit direction of least interpolated value, times the derivative in that direction. The cosine with the gradient of a linear function
 * is √(n/d) for n samples in general position; where f is curved, old samples add an error that grows with their distance.
 *
 * Q queries; (m + Q)·d numbers of state for a memory of m; O((m + Q)²d) time. The centre is remembered too.
 *
 * Deviation: the Gram matrix is computed anew for the displacements from the moved centre, exactly, in place of an update of the old one.
 */
export function createInterpolation(options: InterpolationOptions): GradientEstimator<SampleMemory> {
  const { directions, smoothingRadius, kernels = scalarKernels, memory = 150, reuseRadius = 0.05 } = options;
  checkSmoothingRadius(smoothingRadius);
  checkDirections(directions);
  checkMemory(memory);
  if (!(reuseRadius > 0)) throw new InvalidArgumentError('reuseRadius', `${reuseRadius} is not a distance above 0, in units of √d`);
  return {
    init: emptyMemory,
    *estimate(centre, state, stream) {
      checkCentre(centre);
      const { length } = centre.x;
      const old = samplesOf(state, length);
      const { samples, queries } = yield* sampleAround(centre, stream, { directions, smoothingRadius });
      const near = old.filter(({ x }) => squaredDistance(x, centre.x) <= reuseRadius ** 2 * length);
      const equations = differencesFrom(centre, [...near, ...samples]);
      const gradient = solveMinimumNorm(kernels, { ...equations, unknowns: length });
      return { estimate: { gradient, queries, usable: samples.length }, state: remember([...old, ...samples, centre], memory) };
    },
  };
}
