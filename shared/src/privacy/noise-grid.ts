import { InvalidArgumentError } from '../errors.js';
import { requirePositive } from './argument-ranges.js';
import type { Relation } from './claim.js';
import { clipInPlace } from './clipping.js';

/** The dyadic grid on which members are summed and noise is added, all counted in its units γ = 2^exponent. */
export interface NoiseGrid {
  readonly exponent: number;
  /** ⌊C/γ⌋: no member's norm is larger. */
  readonly radius: number;
  /** L2 sensitivity of the sum under the relation: the radius, or twice that. */
  readonly sensitivity: number;
  /** σ of the discrete Gaussian, a whole number at least noise multiplier × sensitivity. */
  readonly deviation: number;
  readonly relation: Relation;
}

/** Clip radius and noise are at least this many units, so rounding to the grid is far below either. */
const LEAST_UNITS = 2 ** 20;
/** Squares up to this add exactly in doubles. */
const MOST_RADIUS = 2 ** 26;
const MOST_DEVIATION = 2 ** 46;

/**
 * The coarsest grid on which both the clip radius and the noise have 2²⁰ units or more. The clip radius must be public: a function of what
 * was released. Throws `InvalidArgumentError`, for multipliers below 1/32 or above 2²⁴ too, which no plan needs. O(1).
 */
export function noiseGrid(clipRadius: number, noiseMultiplier: number, relation: Relation): NoiseGrid {
  requirePositive('clipRadius', clipRadius, 'a clip radius (a difference at rest needs a floor under its radius)');
  requirePositive('noiseMultiplier', noiseMultiplier, 'noise standard deviation ÷ sensitivity');
  const members = relation === 'replace-one' ? 2 : 1;
  let exponent = Math.floor(Math.log2(Math.min(clipRadius, clipRadius * noiseMultiplier * members))) - 20;
  while (Math.min(1, noiseMultiplier * members) * (clipRadius / 2 ** exponent) < LEAST_UNITS) exponent--;
  const radius = Math.floor(clipRadius / 2 ** exponent);
  const sensitivity = members * radius;
  // One unit more covers the rounding of the product.
  const deviation = Math.ceil(noiseMultiplier * sensitivity) + 1;
  if (radius > MOST_RADIUS || deviation > MOST_DEVIATION || exponent < -1000) {
    throw new InvalidArgumentError(
      'noiseMultiplier',
      `is ${noiseMultiplier} at clip radius ${clipRadius}; the grid holds multipliers from 1/32 to 2^24 and radii above 1e-280`,
    );
  }
  return { exponent, radius, sensitivity, deviation, relation };
}

declare const bounded: unique symbol;

/** A sum of members on the grid, each of norm at most its radius. Only `clippedSum` makes one. */
export interface GridSum {
  readonly [bounded]: true;
  readonly grid: NoiseGrid;
  /** Whole numbers of grid units. */
  readonly counts: Readonly<Float64Array>;
  readonly members: number;
}

/**
 * The sum of members (the records of a client, or the one vector of a client), each clipped, truncated to the grid towards zero, so that its
 * norm cannot grow, and its norm checked in whole numbers: a member that would exceed the radius all the same is left out as zero. Throws
 * `InvalidArgumentError` where lengths differ, or after 2²⁶ members. O(members · d).
 */
export function clippedSum(members: Iterable<Readonly<Float64Array>>, dimension: number, grid: NoiseGrid): GridSum {
  const unit = 2 ** grid.exponent;
  const counts = new Float64Array(dimension);
  const units = new Float64Array(dimension);
  let number = 0;
  for (const member of members) {
    if (member.length !== dimension) {
      throw new InvalidArgumentError('members', `one has ${member.length} coordinates, others ${dimension}; all must have the same`);
    }
    if (++number > 2 ** 26) throw new InvalidArgumentError('members', 'are more than 2^26; sum them in parts at several clients');
    for (let i = 0; i < dimension; i++) units[i] = member[i]!;
    clipInPlace(units, grid.radius * unit);
    if (truncate(units, 1 / unit) > grid.radius * grid.radius) continue;
    for (let i = 0; i < dimension; i++) counts[i] = counts[i]! + units[i]!;
  }
  return { grid, counts, members: number } as GridSum;
}

/**
 * A sum that another process clipped, as it was received. Throws `InvalidArgumentError` where its coordinates are not whole numbers of grid
 * units, or add up to more than so many members can have. O(d).
 */
export function receivedSum(counts: Readonly<Float64Array>, grid: NoiseGrid, mostMembers: number): GridSum {
  const flaw = counts.findIndex((count) => !Number.isSafeInteger(count));
  if (flaw >= 0) throw new InvalidArgumentError('sum', `has ${counts[flaw]} at ${flaw}; a clipped sum is whole numbers of grid units`);
  let norm = 0;
  for (const count of counts) norm += (count / grid.radius) ** 2;
  // Rounding of the norm itself: one part in 2⁴⁰ is far above it, and far below one member.
  // By how much it is longer is for nobody to read.
  if (Math.sqrt(norm) > mostMembers * (1 + 2 ** -40))
    throw new InvalidArgumentError(
      'sum',
      `is longer than ${mostMembers === 1 ? 'the clip radius' : `${mostMembers} clipped members can make it`}`,
    );
  return { grid, counts, members: mostMembers } as GridSum;
}

/**
 * Truncates to whole numbers of units, of which there are `perOne`, a power of two, and gives Σ v². It is exact up to a bound of 2⁵², and above
 * the bound where Σ v² is: squares of whole numbers add exactly below 2⁵³, and a sum of what is not negative never falls again.
 */
function truncate(values: Float64Array, perOne: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const whole = Math.trunc(values[i]! * perOne);
    values[i] = whole;
    sum += whole * whole;
  }
  return sum;
}
