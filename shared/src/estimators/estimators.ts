import { createCoordinateWise } from './coordinate-wise.js';
import type { GradientEstimator } from './gradient-estimator.js';
import { createScaledTwoPointAverage, createTwoPointAverage, type TwoPointOptions } from './two-point.js';

/**
 * Every estimator by the name it has in an experiment file, each with Q = `directions` evaluations (for `coordinate-wise` at most d: so
 * many coordinates, drawn anew each time). A new one is one row; the contract tests run over the table.
 */
export const ESTIMATORS = {
  'two-point-published': createTwoPointAverage,
  'two-point-unbiased': createScaledTwoPointAverage,
  'coordinate-wise': ({ directions, smoothingRadius }) => createCoordinateWise({ coordinates: directions, smoothingRadius }),
} as const satisfies Record<string, (options: TwoPointOptions) => GradientEstimator>;

export type EstimatorKind = keyof typeof ESTIMATORS;

/** The estimator of that kind. */
export function createEstimator(kind: EstimatorKind, options: TwoPointOptions): GradientEstimator {
  return ESTIMATORS[kind](options);
}
