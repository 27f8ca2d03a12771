export { createCoordinateWise } from './coordinate-wise.js';
export type { CoordinateWiseOptions } from './coordinate-wise.js';
export { EstimationError } from './estimation-error.js';
export { createEstimator, ESTIMATORS } from './estimators.js';
export type { EstimatorKind } from './estimators.js';
export type { Centre, FiniteDifferenceOptions, GradientEstimate, GradientEstimator } from './gradient-estimator.js';
export { createScaledTwoPointAverage, createTwoPointAverage } from './two-point.js';
export type { TwoPointOptions } from './two-point.js';
