import { InvalidArgumentError } from '../errors.js';
import type { NoiseKind, Relation } from './claim.js';
import type { EntropySource } from './entropy.js';
import type { GridSum } from './noise-grid.js';
import { drawNoise } from './noise-sampler.js';

/** What a release costs, in numbers that are exact where it was made. */
export interface LedgerEntry {
  /** By which theorems the cost may be counted: those on discrete noise, or on continuous (what is rounded afterwards). */
  readonly noise: NoiseKind;
  readonly relation: Relation;
  /** log₂ of the grid unit. */
  readonly gridExponent: number;
  /** L2 sensitivity and σ in grid units: whole numbers. */
  readonly sensitivity: number;
  readonly deviation: number;
  /** σ ÷ sensitivity, rounded down: what to account for. */
  readonly noiseMultiplier: number;
  readonly dimension: number;
}

/** A noised value and what it cost: all that leaves a mechanism. */
export interface Release {
  /** The sum over all members, noise in it, in the objective's units. */
  readonly value: Float64Array;
  readonly entry: LedgerEntry;
}

/**
 * The sum of sums on one grid plus Gaussian noise, and its ledger entry. Discrete noise: 1/(2m²)-zero-concentrated, m = σ ÷ sensitivity, in
 * any number of dimensions (Canonne, Kamath & Steinke, arXiv 2004.00010, theorem 14). Continuous noise: 1/m-Gaussian differentially
 * private, since rounding what is on the grid but for the noise is rounding afterwards. Whole numbers until the noise is in. Divide by a
 * fixed, public number, never by how many answered. Throws `InvalidArgumentError` where the parts do not belong to one grid or could leave
 * 2⁵³. O(parts · d), some million variates a second.
 */
export function releaseSum(parts: readonly GridSum[], noise: NoiseKind, entropy: EntropySource): Release {
  const { grid, counts } = firstOf(parts);
  return releaseWith(parts, noise, drawNoise({ noise, deviation: grid.deviation, count: counts.length }, entropy));
}

/**
 * The same with noise that was drawn for this release and for nothing else: `drawn` is used up. Throws `InvalidArgumentError` where it has
 * another length than the sums.
 */
export function releaseWith(parts: readonly GridSum[], noise: NoiseKind, drawn: Float64Array): Release {
  const first = firstOf(parts);
  const { grid, counts } = first;
  if (drawn.length !== counts.length)
    throw new InvalidArgumentError('drawn', `has ${drawn.length} variates for sums of ${counts.length} elements; draw one for each`);
  let members = 0;
  for (const part of parts) {
    members += part.members;
    if (part.counts.length !== counts.length || !sameGrid(part, first)) {
      throw new InvalidArgumentError('parts', 'are not on one grid; all must be clipped and rounded by the numbers of this release');
    }
  }
  if (members * grid.radius + 64 * grid.deviation > Number.MAX_SAFE_INTEGER) {
    throw new InvalidArgumentError('parts', `hold ${members} members, too many for exact sums at ${grid.radius} grid units each`);
  }
  const value = drawn;
  const unit = 2 ** grid.exponent;
  for (let i = 0; i < value.length; i++) {
    let total = value[i]!;
    for (const part of parts) total += part.counts[i]!;
    value[i] = total * unit;
  }
  const { relation, exponent, sensitivity, deviation } = grid;
  return {
    value,
    entry: {
      noise,
      relation,
      gridExponent: exponent,
      sensitivity,
      deviation,
      noiseMultiplier: (deviation / sensitivity) * (1 - Number.EPSILON),
      dimension: value.length,
    },
  };
}

function firstOf(parts: readonly GridSum[]): GridSum {
  const [first] = parts;
  if (first === undefined) throw new InvalidArgumentError('parts', 'is empty; a release needs at least one sum, of no members if need be');
  return first;
}

function sameGrid({ grid: a }: GridSum, { grid: b }: GridSum): boolean {
  return (
    a.exponent === b.exponent &&
    a.radius === b.radius &&
    a.sensitivity === b.sensitivity &&
    a.deviation === b.deviation &&
    a.relation === b.relation
  );
}
