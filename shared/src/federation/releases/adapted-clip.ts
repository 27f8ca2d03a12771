import { InvalidArgumentError } from '../../errors.js';
import { countCoordinate, updateMultiplier, type Relation } from '../../privacy/index.js';

/** How the clip radius of whole vectors follows the norms of members, where it is not fixed. */
export interface AdaptedClip {
  /** γ: the share of members whose norm should be within the radius, above 0 and below 1. */
  readonly quantile: number;
  /** η of C ← C exp(−η(b − γ)), above 0, at most 1. */
  readonly rate: number;
  /** σ_b: standard deviation of the noise on the count of members within the radius, in members; of a client's own release under local trust. */
  readonly countNoise: number;
}

/** As usual, η = 0.2 and σ_b = n/20 (Andrew et al., arXiv 1905.03871, section 3). */
export const USUAL_RATE = 0.2;
const USUAL_SHARE = 20;

/** A count with less noise than so many multipliers takes more than 3 % of the vector's; one with more takes nothing, and is lost on the grid. */
const LEAST_USUAL = 2;
const MOST = 512;

/** σ_b where none is given: n/20, where that is from 2 to 512 times the noise multiplier of the release, in members that a neighbour can change. */
export function usualCountNoise(members: number, noiseMultiplier: number, relation: Relation): number {
  const unit = sidesOf(relation) * noiseMultiplier;
  return Math.min(MOST * unit, Math.max(LEAST_USUAL * unit, members / USUAL_SHARE));
}

/** Throws `InvalidArgumentError` naming `clip.restart.countNoise` where one release of the multiplier cannot hold such a count. */
export function checkCountNoise(countNoise: number, noiseMultiplier: number, relation: Relation): void {
  const unit = sidesOf(relation) * noiseMultiplier;
  if (countNoise > unit / 2 && countNoise <= MOST * unit) return;
  throw new InvalidArgumentError(
    'clip.restart.countNoise',
    `is ${countNoise}; at this budget a count of members has noise above ${short(unit / 2)} or takes all of it, and up to ${short(MOST * unit)}: give a number between them, or leave it out`,
  );
}

/** Height h of the counting coordinate over C, and √(C² + h²) over C: those of the joint vector of a member, the same in every round. */
export function jointShape(
  { countNoise }: Pick<AdaptedClip, 'countNoise'>,
  noiseMultiplier: number,
  relation: Relation,
): { readonly height: number; readonly radius: number } {
  const deviation = countNoise / sidesOf(relation);
  // Rounded up: what is at its clip radius is then not shortened once more for rounding.
  const radius = (updateMultiplier(noiseMultiplier, deviation) / noiseMultiplier) * (1 + 2 ** -50);
  return { height: countCoordinate(noiseMultiplier, deviation), radius };
}

/** How many times the least change of a sum a neighbour can make it change. */
function sidesOf(relation: Relation): number {
  return relation === 'replace-one' ? 2 : 1;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
