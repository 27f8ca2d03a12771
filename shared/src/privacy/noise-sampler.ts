import type { NoiseKind } from './claim.js';
import { fillDiscreteGaussian } from './discrete-gaussian.js';
import { uniformIntegers, type EntropySource } from './entropy.js';
import { fillRoundedGaussian } from './rounded-gaussian.js';

/** Which variates are asked for. */
export interface NoiseTerms {
  readonly noise: NoiseKind;
  /** σ in grid units: whole, 1 to 2⁴⁶. */
  readonly deviation: number;
  /** How many, independent. */
  readonly count: number;
}

/** Where the noise of a release is drawn: in this thread, or in others where that would take long. Every call draws anew; nobody else has seen what it gives. */
export type NoiseSampler = (terms: NoiseTerms) => Promise<Float64Array>;

/**
 * Exact Gaussian noise on the grid, discrete (Canonne, Kamath & Steinke, arXiv 2004.00010, algorithm 3) or continuous and rounded: `count` whole
 * numbers of grid units, of standard deviation σ. Throws `InvalidArgumentError` for a σ that is no whole number from 1 to 2⁴⁶. O(count), some
 * million a second.
 */
export function drawNoise({ noise, deviation, count }: NoiseTerms, entropy: EntropySource): Float64Array {
  const drawn = new Float64Array(count);
  const fill = noise === 'discrete' ? fillDiscreteGaussian : fillRoundedGaussian;
  fill(drawn, deviation, uniformIntegers(entropy));
  return drawn;
}

/** Draws in the thread that asks. */
export function samplerOf(entropy: EntropySource): NoiseSampler {
  return (terms) => Promise.resolve(drawNoise(terms, entropy));
}
