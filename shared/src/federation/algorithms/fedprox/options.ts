import { z } from 'zod';
import { finiteDifferenceOptions, unbiasedEstimator } from '../local-options.js';

/**
 * Options of `fedprox`. The estimator keeps the factor d by default, so that the proximal term and the gradient are in the same units;
 * with `two-point-published` the term is d times too strong, which is what the published curves show.
 */
export const fedproxOptions = z.strictObject({
  kind: z.literal('fedprox'),
  ...finiteDifferenceOptions,
  ...unbiasedEstimator,
  /** γ of the proximal term γ (x − xᵣ₋₁). */
  proximalCoefficient: z.number().min(0).max(1e6).default(1),
});

export type FedproxOptions = z.infer<typeof fedproxOptions>;
