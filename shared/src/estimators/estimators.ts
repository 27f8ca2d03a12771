import { createCentralAverage } from './central-difference.js';
import { createCoordinateImportance } from './coordinate-importance.js';
import { createCoordinateWise } from './coordinate-wise.js';
import type { EstimatorKind } from './estimator-kinds.js';
import { checkDirections, type GradientEstimator } from './gradient-estimator.js';
import { createInterpolation, type ReusingOptions } from './interpolation.js';
import { createPastDirections } from './past-directions.js';
import { createLinearRegression, createQuadraticRegression } from './regression.js';
import { createSpanProjection } from './span-projection.js';
import {
  createGaussianAverage,
  createRademacherAverage,
  createScaledTwoPointAverage,
  createSphereAverage,
  createTwoPointAverage,
} from './two-point.js';

/** What every estimator of the table is made from; those that remember nothing ignore `memory`. */
export type EstimatorOptions = ReusingOptions;

/**
 * Every estimator by the name it has in an experiment file, each with Q = `directions` evaluations (coordinate-wise ones with at most d
 * coordinates, symmetric ones with ⌊Q/2⌋ pairs). A new one is one name in
 * `ESTIMATOR_KINDS` and one row here; the contract tests run over the table.
 */
export const ESTIMATORS = {
  'two-point-published': createTwoPointAverage,
  'two-point-unbiased': createScaledTwoPointAverage,
  'two-point-gaussian': createGaussianAverage,
  'two-point-sphere': createSphereAverage,
  'two-point-rademacher': createRademacherAverage,
  'two-point-central': createCentralAverage,
  'coordinate-wise': ({ directions, smoothingRadius }) => createCoordinateWise({ coordinates: directions, smoothingRadius }),
  'coordinate-wise-central': ({ directions, smoothingRadius }) => {
    checkDirections(directions, 2);
    return createCoordinateWise({ coordinates: Math.floor(directions / 2), smoothingRadius, difference: 'central' });
  },
  'coordinate-wise-importance': createCoordinateImportance,
  'span-projection': createSpanProjection,
  interpolation: createInterpolation,
  'regression-linear': createLinearRegression,
  'regression-quadratic': createQuadraticRegression,
  'past-directions': createPastDirections,
} as const satisfies Record<EstimatorKind, (options: EstimatorOptions) => GradientEstimator>;

/** The estimator of that kind. */
export function createEstimator(kind: EstimatorKind, options: EstimatorOptions): GradientEstimator {
  return ESTIMATORS[kind](options);
}
