import { z } from 'zod';
import { fzoosOptions } from '../fzoos/options.js';

const { correctionLength: _fixed, ...published } = fzoosOptions.shape;

/** Options of local steps that cost no query. */
export const virtualStepOptions = {
  /** Most steps without an evaluation between two that are evaluated; 0: none. */
  virtualSteps: z.int().min(0).max(1_000).default(10),
  /** They are taken while the uncertainty of the local gradient is at most this share of what it is without data. */
  virtualUncertainty: z.number().positive().max(1).default(0.1),
};

/**
 * Options of `fzoos-adaptive`: those of `fzoos` without `correctionLength`, which is estimated, and with sizes that follow from d where
 * they are not given.
 */
export const fzoosAdaptiveOptions = z.strictObject({
  ...published,
  kind: z.literal('fzoos-adaptive'),
  /** M, features of the exchanged surrogate, two a frequency. Unset: from d and `messageBytes`, see `featureCount`. */
  features: z.int().min(2).max(1_000_000).exactOptional(),
  /** What the weights of a surrogate may take on the wire, in bytes of the run's type. Counts where `features` is unset. */
  messageBytes: z.int().min(64).max(8_000_000).default(20_480),
  /** Nearest points the local process is fitted to. Unset: d, between 150 and 400. */
  localWindow: z.int().min(2).max(5_000).exactOptional(),
  /** Nearest points the exchanged surrogate is fitted to. Unset: 2 d, between 500 and 1,000. */
  surrogateWindow: z.int().min(2).max(20_000).exactOptional(),
  ...virtualStepOptions,
});

export type FzoosAdaptiveOptions = z.infer<typeof fzoosAdaptiveOptions>;
