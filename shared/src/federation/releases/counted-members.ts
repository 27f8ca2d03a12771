import { InvalidArgumentError } from '../../errors.js';
import { clipToRadius } from '../../privacy/index.js';

/** What the joint release of a sum and a count is made at. */
export interface CountTerms {
  /** C: norms up to it count as within. */
  readonly radius: number;
  /** h, the size of the counting coordinate. */
  readonly height: number;
}

/**
 * Members' vectors clipped to C, each with h at its end where its norm was at most C, −h where it was not, and 0 where it has no norm (a NaN or
 * an infinity), which is no more than half a member. All in one array that the next one overwrites. Whatever is given, the grid bounds what
 * a member can change; this only says how well it is used. Throws `InvalidArgumentError` for a vector of another length. O(members · d).
 */
export function* countedMembers(
  members: Iterable<Readonly<Float64Array>>,
  dimension: number,
  { radius, height }: CountTerms,
): Generator<Readonly<Float64Array>> {
  const joint = new Float64Array(dimension + 1);
  for (const member of members) {
    if (member.length !== dimension)
      throw new InvalidArgumentError('members', `one has ${member.length} coordinates, others ${dimension}; all must have the same`);
    joint.set(clipToRadius(member, radius));
    joint[dimension] = height * sideOf(member, radius);
    yield joint;
  }
}

/** 1 within the radius, −1 beyond it, 0 where that cannot be said. */
function sideOf(values: Readonly<Float64Array>, radius: number): -1 | 0 | 1 {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    // Infinite all the same where it is too large for a square.
    const share = values[i]! / radius;
    if (!Number.isFinite(values[i]!)) return 0;
    sum += share * share;
  }
  return sum <= 1 ? 1 : -1;
}
