import { uniformIntegers, type EntropySource } from '../../privacy/entropy.js';
import type { ClientId } from '../messages.js';

/** Draws who takes part in a round, anew every time. */
export type Cohort = (members: readonly ClientId[]) => ReadonlySet<ClientId>;

const SIDES = 2 ** 53;

/**
 * Who takes part in a round of a sampled run: every member by an independent coin of probability `rate`, rounded down to a multiple of 2⁻⁵³ and
 * so never above what is accounted for. The coins are secret: nothing that anybody else can draw again names them, since who knows the
 * cohort sees through the sampling. Of all members, there or not: whoever is drawn and away is missing from the sum. O(members).
 */
export function poissonCohort(members: readonly ClientId[], rate: number, entropy: EntropySource): ReadonlySet<ClientId> {
  const coin = uniformIntegers(entropy);
  const heads = Math.floor(rate * SIDES);
  return new Set(members.filter(() => coin.below(SIDES) < heads));
}
