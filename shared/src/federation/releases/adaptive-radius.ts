import { nextClipRadius } from '../../privacy/index.js';
import { jointShape } from './adapted-clip.js';
import { expectedMembers, type PrivacyPlan } from './privacy-plan.js';
import type { ReleaseTerms } from './release-terms.js';

/** A clip radius that follows a quantile of the norms of members: a function of what was released, computed at the coordinator alone. */
export interface AdaptiveRadius {
  /** C₀. */
  readonly first: number;
  /** The terms of a release at this radius: of vectors with the counting coordinate at their end. */
  terms(radius: number): ReleaseTerms;
  /** The radius of the next round, from the released sum of joint vectors. */
  next(radius: number, released: Readonly<Float64Array>): number;
}

/** So many times smaller or larger than C₀ a radius can become: far beyond what is sensible, and within what the grid holds. */
const FARTHEST = 1e9;

/**
 * Adaptive clipping (Andrew, Thakkar, Ramaswamy & McMahan, arXiv 1905.03871, algorithm 1): C ← C exp(−η(b − γ)), b the noised share of members
 * whose norm was at most C. Sum and count are one release: a member's vector, clipped to C, with ±h at its end, as one vector of norm at most
 * √(C² + h²) (`countCoordinate`). h/C is fixed, so each release has the noise multiplier of the plan whatever the radius, and is charged
 * as any other. `length`: of a member's vector without the count.
 *
 * Deviations: b is taken into [0, 1] before it is used, and C stays within a factor of 10⁹ of C₀. n is the public number of members.
 *
 * Undefined where the plan's radius is fixed.
 */
export function adaptiveRadius(privacy: PrivacyPlan, length: number): AdaptiveRadius | undefined {
  const { clip, noise, relation } = privacy;
  if (clip.adapted === undefined) return undefined;
  const { quantile: targetShare, rate } = clip.adapted;
  const shape = jointShape(clip.adapted, noise.restart, relation);
  return {
    first: clip.restart,
    terms: (radius) => ({
      dimension: length + 1,
      clipRadius: shape.radius * radius,
      noiseMultiplier: noise.restart,
      count: { radius, height: shape.height * radius },
    }),
    next(radius, released) {
      const share = 1 / 2 + released[length]! / (2 * shape.height * radius * expectedMembers(privacy));
      const next = nextClipRadius(radius, share, { rate, targetShare });
      return Math.min(clip.restart * FARTHEST, Math.max(clip.restart / FARTHEST, next));
    },
  };
}
