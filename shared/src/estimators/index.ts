export { createCentralAverage } from './central-difference.js';
export { createCoordinateImportance } from './coordinate-importance.js';
export type { CoordinateImportanceOptions, ImportanceState } from './coordinate-importance.js';
export { createCoordinateWise } from './coordinate-wise.js';
export type { CoordinateWiseOptions } from './coordinate-wise.js';
export { EstimationError } from './estimation-error.js';
export { ESTIMATOR_KINDS } from './estimator-kinds.js';
export type { EstimatorKind } from './estimator-kinds.js';
export { createEstimator, ESTIMATORS } from './estimators.js';
export type { EstimatorOptions } from './estimators.js';
export type {
  Centre,
  Estimation,
  EstimatorState,
  FiniteDifferenceOptions,
  GradientEstimate,
  GradientEstimator,
} from './gradient-estimator.js';
export { createInterpolation } from './interpolation.js';
export type { InterpolationOptions, ReusingOptions } from './interpolation.js';
export { createPastDirections } from './past-directions.js';
export type { PastDirectionsOptions } from './past-directions.js';
export { createLinearRegression, createQuadraticRegression } from './regression.js';
export type { SampleMemory } from './sample-memory.js';
export { createSpanProjection } from './span-projection.js';
export type { SpanProjectionOptions } from './span-projection.js';
export {
  createGaussianAverage,
  createRademacherAverage,
  createScaledTwoPointAverage,
  createSphereAverage,
  createTwoPointAverage,
} from './two-point.js';
export type { TwoPointOptions } from './two-point.js';
