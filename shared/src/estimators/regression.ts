import { scalarKernels } from '../numeric/scalar-kernels.js';
import { checkCentre, checkDirections, checkSmoothingRadius, type GradientEstimator } from './gradient-estimator.js';
import type { ReusingOptions } from './interpolation.js';
import { solveMinimumNorm } from './minimum-norm.js';
import { checkMemory, emptyMemory, remember, samplesOf, type SampleMemory } from './sample-memory.js';
import { sampleAround, type Sample } from './span-projection.js';

/**
 * The slope of the linear function c + g·(x − x_t) that fits the last m evaluations best, new ones and the centre included (RESZO's
 * linear variant, Chen & Ren, arXiv 2507.04223): least squares with more than d evaluations, the slope of least norm with fewer. The
 * constant is free, so that noise at the centre does not shift all differences.
 *
 * Q queries, where the source asks for one; m·d numbers of state; O(m²d) time.
 */
export function createLinearRegression(options: ReusingOptions): GradientEstimator<SampleMemory> {
  return createRegression(options, 'linear');
}

/**
 * As `createLinearRegression` with c + g·δ + ½ Σ h_j δ_j² (RESZO's quadratic variant): the gradient at the centre is g, however far the
 * old evaluations are, as long as f is separable in between. h is given as `curvature` once the m evaluations determine it (m > 2d).
 *
 * With fewer, the solution of least norm counts a curvature as dear as ten slopes of equal effect, so that little data reads as a slope.
 */
export function createQuadraticRegression(options: ReusingOptions): GradientEstimator<SampleMemory> {
  return createRegression(options, 'quadratic');
}

/** What a squared displacement weighs beside a displacement of equal size, in the norm that is least. */
const CURVATURE_WEIGHT = 0.1;

function createRegression(options: ReusingOptions, degree: 'linear' | 'quadratic'): GradientEstimator<SampleMemory> {
  const { directions, smoothingRadius, kernels = scalarKernels, memory = 150 } = options;
  checkSmoothingRadius(smoothingRadius);
  checkDirections(directions);
  checkMemory(memory);
  return {
    init: emptyMemory,
    *estimate(centre, state, stream) {
      checkCentre(centre);
      const d = centre.x.length;
      const old = samplesOf(state, d);
      const { samples, queries } = yield* sampleAround(centre, stream, { directions, smoothingRadius });
      const known = [...old, ...samples, centre];
      const unknowns = degree === 'linear' ? d : 2 * d;
      const { rows, scale } = featuresOf(known, centre.x, unknowns);
      const values = Float64Array.from(known, ({ value }) => value - centre.value);
      takeOffMeans(rows, unknowns);
      takeOffMeans(values, 1);
      const solution = solveMinimumNorm(kernels, { rows, right: values, unknowns });
      const gradient = solution.slice(0, d);
      const determined = degree === 'quadratic' && known.length > unknowns;
      const curvature = determined ? { curvature: solution.slice(d).map((h) => h * scale) } : {};
      return { estimate: { gradient, queries, usable: samples.length, ...curvature }, state: remember(known, memory) };
    },
  };
}

/** Rows [δ], or [δ, scale·δ²/2] with a scale that gives both the same size times the weight; n×p. */
function featuresOf(samples: readonly Sample[], x: Float64Array, p: number): { readonly rows: Float64Array; readonly scale: number } {
  const d = x.length;
  const rows = new Float64Array(samples.length * p);
  let squares = 0;
  let fourths = 0;
  for (const [i, sample] of samples.entries()) {
    for (let j = 0; j < d; j++) {
      const shift = sample.x[j]! - x[j]!;
      rows[i * p + j] = shift;
      squares += shift * shift;
      fourths += (shift * shift * shift * shift) / 4;
    }
  }
  const scale = fourths > 0 ? CURVATURE_WEIGHT * Math.sqrt(squares / fourths) : 1;
  if (p > d) {
    for (let i = 0; i < samples.length; i++) {
      for (let j = 0; j < d; j++) rows[i * p + d + j] = (scale * rows[i * p + j]! * rows[i * p + j]!) / 2;
    }
  }
  return { rows, scale };
}

/** Takes the mean row off every row: what is left does not know the constant. */
function takeOffMeans(rows: Float64Array, p: number): void {
  const n = rows.length / p;
  for (let j = 0; j < p; j++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += rows[i * p + j]! / n;
    for (let i = 0; i < n; i++) rows[i * p + j] = rows[i * p + j]! - mean;
  }
}
