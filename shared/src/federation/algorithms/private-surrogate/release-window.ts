import type { DesignSite, DifferenceData, SiteObservation } from '../../../surrogate/difference-process.js';

/** A release of an earlier round or this one, as the process sees it. */
export type SeenRelease = {
  readonly centre: Float64Array;
  /** Names the displacements. */
  readonly block: number;
  /** Where the change that was released began; null: it was no change. */
  readonly from: Float64Array | null;
  /** Mean over members of ℓ(x + Δₖ) − ℓ(x), or of its change, noise in it. */
  readonly values: Float64Array;
  /** Variance of that noise in each value. */
  readonly variance: number;
};

/**
 * Every released number as a linear functional of F: F(x + Δₖ) − F(x) of a whole release, and the difference of two of these of a change. Their
 * noises are independent and of known size, so nothing is lost by adding up changes, and a restart forgets nothing.
 */
export function windowData(window: readonly SeenRelease[], displacementsOf: (block: number) => Float64Array): DifferenceData {
  const sites: DesignSite[] = [];
  const add = (centre: Float64Array, block: number): number => sites.push({ centre, displacements: displacementsOf(block) }) - 1;
  let last: number | undefined;
  const observations = window.map(({ centre, block, from, values, variance }): SiteObservation => {
    // A change begins where the release before it was; the window may have lost that one.
    const less = from === null ? undefined : (last ?? add(from, block));
    const site = (last = add(centre, block));
    return { site, values, noiseVariance: variance, ...(less === undefined ? {} : { less }) };
  });
  return { sites, observations };
}
