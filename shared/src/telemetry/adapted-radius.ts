import { formatNumber } from './format.js';

/** What of a private run's plan says how the clip radius of whole vectors comes to be. */
export interface AdaptedRadius {
  readonly relation: 'add-remove' | 'replace-one';
  readonly clip: {
    /** The radius; of the first round where it is adapted. */
    readonly restart: number;
    /** The share of members that are to be within it, and the standard deviation of the noise on their count. Missing: it is fixed. */
    readonly adapted?: { readonly quantile: number; readonly countNoise: number };
  };
  /** The noise multiplier of a release, by which it is charged. */
  readonly noise: { readonly restart: number };
}

/** Noise on a released vector, in sensitivities of it alone: more than that of the release where a count is in it, (m⁻² − (2σ_b)⁻²)^−½. */
export function noiseBesideCount({ relation, clip: { adapted }, noise: { restart: multiplier } }: AdaptedRadius): number {
  if (adapted === undefined) return multiplier;
  const countDeviation = adapted.countNoise / (relation === 'add-remove' ? 1 : 2);
  return 1 / Math.sqrt(multiplier ** -2 - (2 * countDeviation) ** -2);
}

/** That the radius is adapted, to what, and what that costs: for those whose data it is about. Undefined where it is fixed. */
export function adaptedRadius(plan: AdaptedRadius): string | undefined {
  const { clip, noise } = plan;
  if (clip.adapted === undefined) return undefined;
  const { quantile, countNoise } = clip.adapted;
  const more = formatNumber(100 * (noiseBesideCount(plan) / noise.restart - 1), 2);
  return (
    `The clip radius begins at ${formatNumber(clip.restart, 3)} and is adapted, until a share of ${quantile} of the members is within it: ` +
    `how many are is counted in each release, with noise of standard deviation ${formatNumber(countNoise, 3)}, which costs no ε of its own but ${more} % more noise on the rest`
  );
}
