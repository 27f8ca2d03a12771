import { InvalidArgumentError } from '../../errors.js';
import type { AlgorithmOptions } from '../messages.js';
import { USUAL_RATE } from './adapted-clip.js';
import type { PrivacyTerms } from './privacy-plan.js';

/** `privacy.clip` as an experiment has it. */
export interface ClipSection {
  /** C₁, or how it is adapted. */
  readonly restart: number | AdaptiveClipSection;
  readonly difference?: number;
}

/** A clip radius that follows a quantile of the norms of members. */
interface AdaptiveClipSection {
  /** γ: the share of members that should be within the radius. */
  readonly quantile: number;
  /** C₀, the radius of the first round. */
  readonly first: number;
  /** η of C ← C exp(−η(b − γ)). Default 0.2. */
  readonly rate?: number;
  /** σ_b: standard deviation of the noise on the count of members within the radius. Default n/20, if that is sensible. */
  readonly countNoise?: number;
}

/** The methods that release whole vectors alone and take nothing from C₁ but how long they may be. */
const ADAPTABLE: readonly string[] = ['zo-diff2', 'diff2-gd', 'dp-gd', 'private-fzoos'];

/** The clip radii of a plan, with defaults. */
export function clipTermsOf({ restart, difference }: ClipSection): PrivacyTerms['clip'] {
  if (typeof restart === 'number') return { restart, difference: difference ?? restart };
  const { quantile, first, rate = USUAL_RATE, countNoise } = restart;
  return { restart: first, difference: difference ?? first, adapted: { quantile, rate, ...(countNoise !== undefined && { countNoise }) } };
}

/** What an experiment would have to say for them. */
export function clipSectionOf({ restart, difference, adapted }: PrivacyTerms['clip']): ClipSection {
  return { restart: adapted === undefined ? restart : { first: restart, ...adapted }, difference };
}

/**
 * Throws `InvalidArgumentError` where the radius is to be adapted in a run that has other releases than whole vectors, or takes the radius for
 * what is known of F.
 */
export function checkAdaptable({ kind }: AlgorithmOptions, { restart: clip }: ClipSection, restart: number | undefined): void {
  if (typeof clip === 'number') return;
  const asked = `is ${JSON.stringify(clip)}, adapted to the norms of members`;
  if (kind === 'auto')
    throw new InvalidArgumentError(
      'privacy.clip.restart',
      `${asked}, but auto takes it for what is known of F; give a number, or name a method: ${ADAPTABLE.join(', ')}`,
    );
  if (!ADAPTABLE.includes(kind))
    throw new InvalidArgumentError(
      'privacy.clip.restart',
      `${asked}, which ${kind} cannot do; give a number, or take ${ADAPTABLE.join(', ')}`,
    );
  if (restart !== undefined && restart !== 1)
    throw new InvalidArgumentError(
      'privacy.restart',
      `is ${restart}, but a radius that is adapted is for runs that release the whole every round; take 1, or give privacy.clip.restart a number`,
    );
}
