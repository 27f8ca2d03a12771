import { InvalidArgumentError } from '../errors.js';
import type { Relation } from './claim.js';
import { fillDiscreteGaussian } from './discrete-gaussian.js';
import { uniformIntegers, type EntropySource } from './entropy.js';
import type { GridSum } from './noise-grid.js';

/** What a release costs, in numbers that are exact where it was made. */
export interface LedgerEntry {
  readonly mechanism: 'discrete-gaussian';
  readonly relation: Relation;
  /** log₂ of the grid unit. */
  readonly gridExponent: number;
  /** L2 sensitivity and σ in grid units: whole numbers. */
  readonly sensitivity: number;
  readonly deviation: number;
  /** sensitivity²/(2σ²), the zero-concentrated cost, rounded up. */
  readonly rho: number;
  readonly dimension: number;
}

/** A noised value and what it cost: all that leaves a mechanism. */
export interface Release {
  /** The sum over all members, noise in it, in the objective's units. */
  readonly value: Float64Array;
  readonly entry: LedgerEntry;
}

/**
 * The sum of sums on one grid plus discrete Gaussian noise, and its ledger entry: 1/(2m²)-zero-concentrated, m = σ ÷ sensitivity, in any
 * number of dimensions (Canonne, Kamath & Steinke, arXiv 2004.00010, theorem 14). Whole numbers until the noise is in. Divide by a fixed,
 * public number, never by how many answered. Throws `InvalidArgumentError` where the parts do not belong to one grid or could leave 2⁵³.
 * O(parts · d), about a million variates a second.
 */
export function releaseSum(parts: readonly GridSum[], entropy: EntropySource): Release {
  const [first] = parts;
  if (first === undefined) throw new InvalidArgumentError('parts', 'is empty; a release needs at least one sum, of no members if need be');
  const { grid, counts } = first;
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
  const value = new Float64Array(counts.length);
  fillDiscreteGaussian(value, grid.deviation, uniformIntegers(entropy));
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
      mechanism: 'discrete-gaussian',
      relation,
      gridExponent: exponent,
      sensitivity,
      deviation,
      rho: ((sensitivity / deviation) ** 2 / 2) * (1 + 4 * Number.EPSILON),
      dimension: value.length,
    },
  };
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
