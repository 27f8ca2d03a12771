import { InvalidArgumentError } from '../errors.js';
import { exp } from '../numeric/index.js';
import { requirePositive } from './argument-ranges.js';

/**
 * The multiplier left for the update where one joint release of multiplier z also holds a noised count of norms below the clip radius:
 * z′ = (z⁻² − (2 s_b)⁻²)^{−1/2} (Andrew et al., arXiv 1905.03871, theorem 1). `countDeviation` s_b is the standard deviation of the noise on the
 * sum of bits ±1/2, whose sensitivity is half of that of a bit 0/1; under replace-one both sensitivities double, and with s_b doubled too the
 * split is the same. Account for z. Throws `InvalidArgumentError` unless s_b > z/2.
 */
export function updateMultiplier(jointMultiplier: number, countDeviation: number): number {
  requirePositive('noiseMultiplier', jointMultiplier, 'noise standard deviation ÷ sensitivity');
  if (!(countDeviation > jointMultiplier / 2 && countDeviation < Infinity)) {
    throw new InvalidArgumentError(
      'countDeviation',
      `is ${countDeviation}; the count alone would spend more than the noise multiplier ${jointMultiplier} allows, give more than ${jointMultiplier / 2}`,
    );
  }
  return 1 / Math.sqrt(jointMultiplier ** -2 - (2 * countDeviation) ** -2);
}

/** What an update and a count cost together: (z′⁻² + (2 s_b)⁻²)^{−1/2}, the multiplier to account for. The inverse of `updateMultiplier`. */
export function jointMultiplier(update: number, countDeviation: number): number {
  requirePositive('noiseMultiplier', update, 'noise standard deviation ÷ sensitivity');
  requirePositive('countDeviation', countDeviation, 'the standard deviation of the noise on the count');
  return 1 / Math.sqrt(update ** -2 + (2 * countDeviation) ** -2);
}

/** How a clip radius follows the norms. */
export interface ClipAdaptation {
  /** η: how fast; 0.2 is usual. */
  readonly rate: number;
  /** The share of norms that should lie below the radius; 1/2 is usual. */
  readonly targetShare: number;
}

/**
 * The next clip radius, C e^{−η(b − target)}, from the noised share b of norms below C, taken into [0, 1] first (post-processing; noise may
 * lead out of it). Throws `InvalidArgumentError`.
 */
export function nextClipRadius(radius: number, noisyShareBelow: number, { rate, targetShare }: ClipAdaptation): number {
  requirePositive('clipRadius', radius, 'a clip radius');
  if (Number.isNaN(noisyShareBelow))
    throw new InvalidArgumentError('noisyShareBelow', 'is not a number; give the noised share of norms below');
  return radius * exp(-rate * (Math.min(1, Math.max(0, noisyShareBelow)) - targetShare));
}

/**
 * h, by which a joint release of a sum and a count holds both: a member gives its vector, of norm at most C, with one coordinate more, h where
 * its norm was at most C and −h where it was not. Its norm is then at most √(C² + h²), with noise of multiplier z on which the count of members
 * has a standard deviation of s_b:
 *
 *     h = C / √((2 s_b/z)² − 1),   √(C² + h²) = C z′/z,   z′ = `updateMultiplier`(z, s_b).
 *
 * In units of C; under replace-one with half of the standard deviation that the count is to have. Throws `InvalidArgumentError` unless s_b > z/2.
 */
export function countCoordinate(jointMultiplier: number, countDeviation: number): number {
  updateMultiplier(jointMultiplier, countDeviation);
  return 1 / Math.sqrt(((2 * countDeviation) / jointMultiplier) ** 2 - 1);
}
