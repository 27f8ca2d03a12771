import { z } from 'zod';
import { ESTIMATOR_KINDS } from '../../estimators/estimator-kinds.js';
import { OPTIMIZERS, type OptimizerKind } from '../../optimizers/optimizers.js';

const optimizer = z.enum(Object.keys(OPTIMIZERS) as [OptimizerKind, ...OptimizerKind[]]);
const estimator = z.enum(ESTIMATOR_KINDS);

/**
 * Options that every method with local iterations has. Defaults are those of the published experiments (FZooS, arXiv 2308.04077, and
 * its code's command line).
 */
export const localOptions = {
  /** T, local iterations a round. */
  localIterations: z.int().min(1).max(10_000).default(10),
  /** Learning rate of the local optimizer, which is started afresh every round. */
  learningRate: z.number().positive().max(10).default(0.01),
  optimizer: optimizer.default('adam'),
  /** η of the server step xᵣ = xᵣ₋₁ + η (mean − xᵣ₋₁). */
  serverLearningRate: z.number().positive().max(10).default(1),
  /** Keep xᵣ₋₁ unless the mean of the clients' values falls; costs two queries a client and round. */
  acceptIfBetter: z.boolean().default(false),
};

/** Options of gradient estimates from evaluations around a point. */
export const estimateOptions = {
  /** Q, evaluations an estimate. */
  directions: z.int().min(1).max(100_000).default(20),
  /** λ (μ in the published code), the displacement of a finite difference, in the unit box. */
  smoothingRadius: z.number().positive().max(0.5).default(0.01),
  /** What an estimator remembers, past evaluations or iterates. Unset: as many as the estimator takes for good. */
  memory: z.int().min(0).max(10_000).exactOptional(),
  /** All clients draw the same directions or coordinates: the t-th estimate of a round is along the same set everywhere. */
  sharedDirections: z.boolean().default(false),
};

/** How the learning rate changes over the rounds that the run has declared. */
export const learningRateDecay = z.enum(['none', 'linear']).default('none');

/** `average`: the server step above. An optimizer: its step along the pseudo-gradient xᵣ₋₁ − mean, at the server's learning rate. */
export const serverOptimizer = z.enum(['average', ...optimizer.options]).default('average');

/** Options of the methods that descend locally on estimates by finite differences and average the iterates. */
export const finiteDifferenceOptions = {
  ...localOptions,
  ...estimateOptions,
  learningRateDecay,
  serverOptimizer,
};

/** `estimator` with the published average as its default. */
export const publishedEstimator = { estimator: estimator.default('two-point-published') };
/** `estimator` with the factor d as its default. */
export const unbiasedEstimator = { estimator: estimator.default('two-point-unbiased') };

export type EstimateOptions = z.infer<z.ZodObject<typeof estimateOptions & typeof publishedEstimator>>;
