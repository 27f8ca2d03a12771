import { z } from 'zod';
import { fzoosOptions } from '../fzoos/options.js';
import { virtualStepOptions } from '../fzoos-adaptive/options.js';

const {
  features: _features,
  featureLengthScale: _featureLengthScale,
  ridge: _ridge,
  surrogateWindow: _surrogateWindow,
  surrogateQueries: _surrogateQueries,
  correctionLength: _correctionLength,
  ...local
} = fzoosOptions.shape;

/** Options of `fzoos-shared-design`: those of `fzoos` but for its features and the queries behind them, which a shared design replaces. */
export const fzoosSharedDesignOptions = z.strictObject({
  ...local,
  kind: z.literal('fzoos-shared-design'),
  /** K, points of the shared design a round. */
  directions: z.int().min(1).max(10_000).default(50),
  /** The design's radius in the first round, in units of √d; afterwards the length of the last step, between the two bounds. */
  firstRadius: z.number().positive().max(0.5).default(0.02),
  /** Nearest points the local process is fitted to. Unset: d, between 150 and 400. */
  localWindow: z.int().min(2).max(5_000).exactOptional(),
  /** Newest shared points that the process of F − fᵢ is fitted to. Unset: d + K, between 150 and 400. */
  sharedWindow: z.int().min(2).max(5_000).exactOptional(),
  ...virtualStepOptions,
});

export type FzoosSharedDesignOptions = z.infer<typeof fzoosSharedDesignOptions>;
