import { account, LEAST_TIGHT_DELTA, poissonRenyi, renyiEpsilon, tightEpsilon, zcdpEpsilon } from '../privacy/index.js';
import { CHARGE_UNITS, type Charges, type SampledReleases } from './charges.js';

/**
 * ε at δ of what was charged; 0 where nothing is. Never below the truth. Without sampling by zero-concentrated privacy, ρ = Σ 1/(2m²), which
 * holds for discrete noise and for continuous. With Poisson-sampled releases the lesser of `quickEpsilon` and, where all are sampled, the
 * privacy-loss distribution: for a plan that was carried out the very figure of `account`. Up to seconds with sampling, else O(1).
 */
export function epsilonOf(charges: Charges, delta: number): number {
  const quick = quickEpsilon(charges, delta);
  return charges.sampled.length === 0 ? quick : Math.min(quick, tightestEpsilon(charges, delta));
}

/** The same from above, by Rényi divergences alone, which add: r(α) = αρ + Σ releases · r(α; q, m). It grows with every release. Milliseconds. */
export function quickEpsilon({ spent, sampled }: Charges, delta: number): number {
  if (sampled.length === 0) return spent === 0n ? 0 : zcdpEpsilon(rhoOf(spent), delta);
  const rho = rhoOf(spent);
  const curves = sampled.map((kind) => ({ releases: kind.releases, curve: curveOf(kind) }));
  return renyiEpsilon((order) => curves.reduce((sum, { releases, curve }) => sum + releases * curve(order), rho * order), delta).epsilon;
}

/** What the distribution of the privacy loss gives; ∞ where it is not at hand: it is about continuous noise that is sampled, and not for the least δ. */
function tightestEpsilon({ spent, sampled }: Charges, delta: number): number {
  if (spent > 0n) return Infinity;
  const [first] = sampled;
  const rate = first?.samplingRate;
  if (rate !== undefined && sampled.every(({ samplingRate }) => samplingRate === rate)) {
    return account(
      sampled.map(({ noiseMultiplier, releases }) => ({ noiseMultiplier, rounds: releases })),
      { delta, relation: 'add-remove', sampling: { scheme: 'poisson', rate, cohortKnownToAdversary: false }, noise: 'continuous' },
    ).epsilon;
  }
  if (delta < LEAST_TIGHT_DELTA) return Infinity;
  return tightEpsilon(
    sampled.map(({ releases, ...release }) => ({ ...release, rounds: releases })),
    delta,
  ).upper;
}

function rhoOf(spent: bigint): number {
  // The conversion of a large whole number rounds to the nearest double: two steps up cover that and the division.
  return (Number(spent) / Number(CHARGE_UNITS) / 2) * (1 + 4 * Number.EPSILON);
}

/** Curves of the last kinds of release: an integral an order, and the same for every release of a run. */
const curves = new Map<string, Map<number, number>>();
const CURVES_KEPT = 32;

function curveOf({ samplingRate, noiseMultiplier }: SampledReleases): (order: number) => number {
  const key = `${samplingRate} ${noiseMultiplier}`;
  const known = curves.get(key) ?? new Map<number, number>();
  if (!curves.has(key)) {
    if (curves.size === CURVES_KEPT) curves.delete(curves.keys().next().value ?? '');
    curves.set(key, known);
  }
  return (order) => {
    let divergence = known.get(order);
    if (divergence === undefined) {
      divergence = poissonRenyi(samplingRate, noiseMultiplier, order);
      known.set(order, divergence);
    }
    return divergence;
  };
}
