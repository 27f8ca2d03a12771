import { z } from 'zod';

/**
 * Options that every method with local iterations has. Defaults are those of the published experiments (FZooS, arXiv 2308.04077, and
 * its code's command line).
 */
export const localOptions = {
  /** T, local iterations a round. */
  localIterations: z.int().min(1).max(10_000).default(10),
  /** Learning rate of the local optimizer, which is started afresh every round. */
  learningRate: z.number().positive().max(10).default(0.01),
  optimizer: z.enum(['adam', 'sgd', 'momentum']).default('adam'),
  /** η of the server step xᵣ = xᵣ₋₁ + η (mean − xᵣ₋₁). */
  serverLearningRate: z.number().positive().max(10).default(1),
  /** Keep xᵣ₋₁ unless the mean of the clients' values falls; costs two queries a client and round. */
  acceptIfBetter: z.boolean().default(false),
};

/** Options of the methods that estimate gradients by finite differences. */
export const finiteDifferenceOptions = {
  ...localOptions,
  /** Q, directions an estimate. */
  directions: z.int().min(1).max(100_000).default(20),
  /** λ (μ in the published code), the displacement of a finite difference, in the unit box. */
  smoothingRadius: z.number().positive().max(0.5).default(0.01),
};

const estimator = z.enum(['two-point-published', 'two-point-unbiased', 'coordinate-wise']);

/** `estimator` with the published average as its default. */
export const publishedEstimator = { estimator: estimator.default('two-point-published') };
/** `estimator` with the factor d as its default. */
export const unbiasedEstimator = { estimator: estimator.default('two-point-unbiased') };

export type LocalOptions = z.infer<z.ZodObject<typeof localOptions>>;
export type FiniteDifferenceOptions = z.infer<z.ZodObject<typeof finiteDifferenceOptions & typeof publishedEstimator>>;
