import { clippedSum, receivedSum, type GridSum } from '../../privacy/index.js';
import { weightedMean, type WeightedContribution } from '../aggregation.js';
import type { Contribution } from '../messages.js';
import type { Aggregate } from '../server-half.js';
import { tensorValues } from '../tensor.js';
import type { PrivacyPlan } from './privacy-plan.js';
import { gridOfTerms, RELEASE, SUM, type ReleaseTerms } from './release-terms.js';

/**
 * What a phase of a private run is about to release. `central`: clipped sums, exact, to which noise is still to be added. `local`: the sum of
 * what the clients have released themselves.
 */
export type PendingRelease =
  | { readonly trust: 'central'; readonly terms: ReleaseTerms; readonly parts: readonly GridSum[] }
  | { readonly trust: 'local'; readonly terms: ReleaseTerms; readonly released: Float64Array };

/** What the contributions of a phase come to, in order of client number; of none, under central trust, the sum of nothing. O(contributions · d). */
export function pendingReleaseOf(entries: readonly WeightedContribution[], terms: ReleaseTerms, privacy: PrivacyPlan): PendingRelease {
  if (privacy.trust === 'local') {
    // Every client counts the same: weights of a sum over members are the members.
    const { tensors, contributors } = weightedMean(entries.map((entry) => ({ ...entry, weight: 1 })));
    return { trust: 'local', terms, released: tensorValues(tensors, SUM).map((mean) => mean * contributors) };
  }
  const parts = entries.map(({ contribution }) => sumOf(contribution, terms, privacy));
  return { trust: 'central', terms, parts: parts.length > 0 ? parts : [clippedSum([], terms.dimension, gridOfTerms(terms, privacy))] };
}

/** The clipped sum of a contribution. Throws `InvalidArgumentError` where it is more than its members can have. */
export function sumOf({ tensors }: Contribution, terms: ReleaseTerms, privacy: PrivacyPlan): GridSum {
  return receivedSum(tensorValues(tensors, SUM), gridOfTerms(terms, privacy), privacy.unit === 'client' ? 1 : privacy.members);
}

/** A release as a server half sees it. */
export function releasedAggregate(released: Float64Array, contributors: number): Aggregate {
  return { tensors: { [RELEASE]: { dtype: 'f64', shape: [released.length], values: released } }, contributors };
}
