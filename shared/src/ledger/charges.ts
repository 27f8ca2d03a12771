import type { Reservation } from './content.js';

/** Charges are counted in whole units of 10⁻¹⁸ of 1/m², m = σ ÷ sensitivity: so their sum is exact, and each is rounded up. */
export const CHARGE_UNITS = 10n ** 18n;

/** Releases of one noise multiplier about members who took part by independent coins of one probability. */
export interface SampledReleases {
  readonly samplingRate: number;
  readonly noiseMultiplier: number;
  readonly releases: number;
}

/** What releases add up to, whatever their order. */
export interface Charges {
  /** Σ 1/m² of those that everybody took part in, in units of 10⁻¹⁸. */
  readonly spent: bigint;
  /** The others, in the order in which each kind came first. */
  readonly sampled: readonly SampledReleases[];
}

export const NO_CHARGES: Charges = { spent: 0n, sampled: [] };

/** 1/m² of a release in units of 10⁻¹⁸, rounded up. Exact. */
export function chargeOf({ sensitivity, deviation }: { readonly sensitivity: number; readonly deviation: number }): bigint {
  const numerator = BigInt(sensitivity) ** 2n * CHARGE_UNITS;
  const denominator = BigInt(deviation) ** 2n;
  return (numerator + denominator - 1n) / denominator;
}

/** The charges and one release more. Throws `Error` where a sampled release has less noise than it is to be accounted by. O(kinds). */
export function withCharge({ spent, sampled }: Charges, release: Reservation['release']): Charges {
  const { poisson } = release;
  if (poisson === undefined) return { spent: spent + chargeOf(release), sampled };
  const { samplingRate, noiseMultiplier } = poisson;
  if (!isAtMost(noiseMultiplier, release))
    throw new Error(
      `accounts for a noise multiplier of ${noiseMultiplier}, but its noise is only ${release.deviation} ÷ ${release.sensitivity} of the sensitivity`,
    );
  const at = sampled.findIndex((kind) => kind.samplingRate === samplingRate && kind.noiseMultiplier === noiseMultiplier);
  const kind = sampled[at];
  return {
    spent,
    sampled:
      kind === undefined
        ? [...sampled, { samplingRate, noiseMultiplier, releases: 1 }]
        : sampled.with(at, { ...kind, releases: kind.releases + 1 }),
  };
}

/** Whether a multiplier is at most σ ÷ sensitivity. Exact: a double is a whole number over a power of two. */
function isAtMost(multiplier: number, { sensitivity, deviation }: { readonly sensitivity: number; readonly deviation: number }): boolean {
  let exponent = 0;
  while (!Number.isInteger(multiplier)) {
    multiplier *= 2;
    exponent += 1;
  }
  return BigInt(multiplier) * BigInt(sensitivity) <= BigInt(deviation) << BigInt(exponent);
}
