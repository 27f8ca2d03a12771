/**
 * The names of the estimators, apart from the table: a coordinator checks options that name one, and must not reach what evaluates. The
 * table has a row for each, which the compiler sees to.
 */
export const ESTIMATOR_KINDS = [
  'two-point-published',
  'two-point-unbiased',
  'two-point-gaussian',
  'two-point-sphere',
  'two-point-rademacher',
  'two-point-central',
  'coordinate-wise',
  'coordinate-wise-central',
  'coordinate-wise-importance',
  'span-projection',
  'interpolation',
  'regression-linear',
  'regression-quadratic',
  'past-directions',
] as const;

export type EstimatorKind = (typeof ESTIMATOR_KINDS)[number];
