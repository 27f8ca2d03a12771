import { z } from 'zod';
import { estimateOptions, learningRateDecay, localOptions, publishedEstimator } from '../local-options.js';

const { learningRate, serverLearningRate, acceptIfBetter } = localOptions;

/** Options of `fedlion`. A coordinate moves by `localIterations` times both learning rates a round, or not at all. */
export const fedlionOptions = z.strictObject({
  kind: z.literal('fedlion'),
  /** T, local steps a round; 1 is Distributed Lion. */
  localIterations: z.int().min(1).max(10_000).default(1),
  learningRate,
  learningRateDecay,
  serverLearningRate,
  acceptIfBetter,
  ...estimateOptions,
  ...publishedEstimator,
  /** β₁, what a step remembers of earlier gradients. */
  stepDecay: z.number().min(0).lt(1).default(0.9),
  /** β₂, what a client remembers of them from step to step and round to round. */
  meanDecay: z.number().min(0).lt(1).default(0.99),
});

export type FedlionOptions = z.infer<typeof fedlionOptions>;
