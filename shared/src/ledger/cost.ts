import { zcdpEpsilon } from '../privacy/index.js';

/** Charges are counted in whole units of 10⁻¹⁸ of 1/m², m = σ ÷ sensitivity: so their sum is exact, and each is rounded up. */
const UNITS = 10n ** 18n;

/** 1/m² of a release in units of 10⁻¹⁸, rounded up. Exact. */
export function chargeOf({ sensitivity, deviation }: { readonly sensitivity: number; readonly deviation: number }): bigint {
  const numerator = BigInt(sensitivity) ** 2n * UNITS;
  const denominator = BigInt(deviation) ** 2n;
  return (numerator + denominator - 1n) / denominator;
}

/** ε at δ of charges that add up to `spent`, by zero-concentrated privacy, ρ = Σ 1/(2m²), which holds for discrete noise and for continuous; 0 where nothing is spent. Never below the truth. */
export function epsilonOf(spent: bigint, delta: number): number {
  if (spent === 0n) return 0;
  // The conversion of a large whole number rounds to the nearest double: two steps up cover that and the division.
  const rho = (Number(spent) / Number(UNITS) / 2) * (1 + 4 * Number.EPSILON);
  return zcdpEpsilon(rho, delta);
}
