import { InvalidArgumentError } from '../errors.js';
import { factorise } from '../numeric/factorisation.js';
import type { Kernels } from '../numeric/kernels.js';
import { createFeatureWindow, type FeatureRows, type FeatureWindow } from './feature-window.js';
import type { FourierFeatures } from './fourier-features.js';
import { createWindow, type NormalisationOptions, type Observations } from './observation-window.js';
import { addCombination } from './row-combination.js';

export interface FeatureFitOptions extends NormalisationOptions {
  readonly features: FourierFeatures;
  /** σ² > 0 in units of the normalised values squared; default 1e-6. */
  readonly ridge?: number;
  /** Rows and products known from earlier fits; the result is the same without. */
  readonly window?: FeatureWindow;
}

export interface FeatureFit {
  /** w in units of y, shape [M]: μ̂(x) = φ(x)·w up to the constant that normalisation takes off. */
  readonly weights: Float64Array;
  /** What was added to the diagonal beside the ridge so that the system could be factorised; 0 as a rule. */
  readonly jitter: number;
}

/**
 * Fits a surrogate on random features by ridge regression (FZooS, arXiv 2308.04077, §4.2.1): w = Φ(ΦᵀΦ + σ²I)⁻¹y, in the dual for
 * n ≤ M points and in the primal form (ΦΦᵀ + σ²I)⁻¹Φy (Woodbury) beyond. Equal points are merged and values normalised first
 * (`createWindow`); weights are multiplied by the range again, so that weights of several clients can be averaged.
 *
 * With k points new to `window`: 2kM(d + n) + 2nM + n³/3 flops; without a window k = n, and 8nM bytes besides.
 *
 * Deviation from the published code: its ridge is 0, and as the newest point is in its data twice, its system is singular from the
 * second round on (it falls back to least squares in 94–98 % of the fits).
 */
export function fitFeatures(kernels: Kernels, observations: Observations, options: FeatureFitOptions): FeatureFit {
  const { features, ridge = 1e-6 } = options;
  if (!(ridge > 0 && Number.isFinite(ridge))) {
    throw new InvalidArgumentError('ridge', `${ridge} is not above 0; give a finite number, for example 1e-6`);
  }
  if (observations.dimension !== features.dimension) {
    throw new InvalidArgumentError(
      'dimension',
      `points have ${observations.dimension} coordinates, the features were made for ${features.dimension}`,
    );
  }
  if (options.window !== undefined && options.window.features !== features) {
    throw new InvalidArgumentError('window', 'holds rows of other features; make one for these');
  }
  const { x, targets, count, scale } = createWindow(observations, options);
  const window = options.window ?? createFeatureWindow(features, count, kernels);
  try {
    const system = { features: window.hold(x), featureCount: features.count, targets, ridge };
    const { weights, jitter } = count <= features.count ? solveDual(kernels, system) : solvePrimal(kernels, system);
    return { weights: weights.map((weight) => scale * weight), jitter };
  } finally {
    if (window !== options.window) window.release();
  }
}

/** min ‖Φᵀw − t‖² + σ²‖w‖² for the feature rows of n points. */
export interface RidgeSystem {
  readonly features: FeatureRows;
  /** M. */
  readonly featureCount: number;
  /** t, shape [n]. */
  readonly targets: Float64Array;
  /** σ². */
  readonly ridge: number;
}

/** w = Φ(ΦᵀΦ + σ²I)⁻¹t through the n×n system. O(n²) to gather, n³/3 + 2nM flops. */
export function solveDual(kernels: Kernels, { features, featureCount, targets, ridge }: RidgeSystem): FeatureFit {
  const n = targets.length;
  const gram = kernels.allocate(n * n);
  try {
    features.gramInto(gram);
    const { solution, jitter } = solveShifted(kernels, gram, { right: targets, ridge });
    const weights = new Float64Array(featureCount);
    addCombination(weights, features.rows, solution);
    return { weights, jitter };
  } finally {
    kernels.release(gram);
  }
}

/** w = (ΦΦᵀ + σ²I)⁻¹Φt through the M×M system. nM² + M³/3 flops. */
export function solvePrimal(kernels: Kernels, { features, featureCount, targets, ridge }: RidgeSystem): FeatureFit {
  const n = targets.length;
  const transposed = new Float64Array(featureCount * n);
  const right = new Float64Array(featureCount);
  for (const [i, row] of features.rows.entries()) {
    for (let j = 0; j < featureCount; j++) transposed[j * n + i] = row[j]!;
  }
  addCombination(right, features.rows, targets);
  const gram = new Float64Array(featureCount * featureCount);
  kernels.gram(gram, transposed, featureCount, n);
  const { solution, jitter } = solveShifted(kernels, gram, { right, ridge });
  return { weights: solution, jitter };
}

/** (G + σ²I)⁻¹·right; G is overwritten. */
function solveShifted(
  kernels: Kernels,
  gram: Float64Array,
  { right, ridge }: { readonly right: Float64Array; readonly ridge: number },
): { solution: Float64Array; jitter: number } {
  const n = right.length;
  for (let i = 0; i < n; i++) gram[i * n + i] = gram[i * n + i]! + ridge;
  const jitter = factorise(kernels, gram, n);
  const solution = right.slice();
  kernels.solveLower(gram, n, solution, 1);
  kernels.solveLowerTransposed(gram, n, solution, 1);
  return { solution, jitter };
}
