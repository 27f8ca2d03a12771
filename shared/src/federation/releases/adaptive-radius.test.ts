import { describe, expect, it } from 'vitest';
import type { SynchronousObjective } from '../../objectives/objective.js';
import { clippedSum, updateMultiplier } from '../../privacy/index.js';
import { runPrivately } from '../testing/private-federation.js';
import { adaptiveRadius, type AdaptiveRadius } from './adaptive-radius.js';
import { countedMembers } from './counted-members.js';
import { planPrivacy, spentBy, type PrivacyPlan, type PrivacyTerms } from './privacy-plan.js';
import { clipTensor, gridOfTerms, termsOfTask, type ReleaseTerms } from './release-terms.js';

const DIMENSION = 3;
const TERMS: PrivacyTerms = {
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  epsilon: 8,
  delta: 1e-6,
  dataSet: 'points',
  budget: 8,
  members: 100,
  clip: { restart: 1, difference: 1, adapted: { quantile: 0.5, rate: 0.2 } },
  restart: 1,
};

function planOf(terms: Partial<PrivacyTerms> = {}, rounds = 10): PrivacyPlan {
  return planPrivacy({ ...TERMS, ...terms }, rounds);
}

const radiusOf = (privacy: PrivacyPlan): AdaptiveRadius => adaptiveRadius(privacy, DIMENSION)!;

/** The sum that would be released without noise, of members of these norms. */
function exactSum(norms: readonly number[], terms: ReleaseTerms, privacy: PrivacyPlan): Float64Array {
  const grid = gridOfTerms(terms, privacy);
  const members = norms.map((norm) => Float64Array.of(0.6 * norm, 0, -0.8 * norm));
  return clippedSum(countedMembers(members, DIMENSION, terms.count!), terms.dimension, grid).counts.map(
    (count) => count * 2 ** grid.exponent,
  );
}

/** A client whose records have these gradients' norms wherever it is asked. */
function records(norms: readonly number[]): SynchronousObjective {
  const gradients = Float64Array.from(norms.flatMap((norm, i) => (i % 2 === 0 ? [norm, 0, 0] : [-norm, 0, 0])));
  return { dimension: DIMENSION, evaluate: () => ({ kind: 'value', value: 0, records: new Float64Array(norms.length), gradients }) };
}

/** All clip radii of a run of dp-gd, the first one first. */
async function radiiOf(norms: readonly number[], privacy: PrivacyPlan, rounds: number, noiseSeed = 4) {
  const start = new Float64Array(DIMENSION).fill(0.5);
  const options = { algorithm: { kind: 'dp-gd' }, privacy, objectives: [records(norms)], rounds, start, noiseSeed };
  const { phases, ledger } = await runPrivately(options);
  return { radii: [privacy.clip.restart, ...phases.map(({ state }) => state.server['clipRadius'] as number)], ledger };
}

describe('a clip radius that is adapted', () => {
  it.each([0.1, 0.5, 0.9])(
    'comes, without noise, to the %d-quantile of the norms, to a step of one member, and stays there',
    (quantile) => {
      const privacy = planOf({ clip: { restart: 50, difference: 1, adapted: { quantile: quantile + 0.005, rate: 0.2 } } });
      const adaptive = radiusOf(privacy);
      const norms = Array.from({ length: 100 }, (_, i) => (i + 1) / 10);
      let radius = adaptive.first;
      for (let round = 0; round < 600; round++) {
        radius = adaptive.next(radius, exactSum(norms, adaptive.terms(radius), privacy));
        // Between the norm below the quantile, to which it climbs, and the one above, from which it falls.
        if (round > 500) expect(Math.abs(Math.log(radius / (quantile * 10 + 0.1)))).toBeLessThan(0.2 * 0.02);
      }
    },
  );

  it('moves by exp(−η(b − γ)), b the exact share of members within it where there is no noise', () => {
    const privacy = planOf({ clip: { restart: 2, difference: 1, adapted: { quantile: 0.3, rate: 0.5 } } });
    const adaptive = radiusOf(privacy);
    const norms = Array.from({ length: 100 }, (_, i) => (i < 80 ? 1.999 : 2.001));
    const next = adaptive.next(2, exactSum(norms, adaptive.terms(2), privacy));
    expect(next).toBeCloseTo(2 * Math.exp(-0.5 * (0.8 - 0.3)), 3);
  });

  it('counts half a member where there is no norm, or nobody is there, and stays within a factor of 10⁹ of the first', () => {
    const privacy = planOf();
    const adaptive = radiusOf(privacy);
    expect(adaptive.next(1, exactSum([Number.NaN, Infinity, -Infinity], adaptive.terms(1), privacy))).toBeCloseTo(1, 12);
    expect(adaptive.next(1, new Float64Array(DIMENSION + 1))).toBe(1);
    const all = Float64Array.of(0, 0, 0, 1e300);
    expect(adaptive.next(1e-9, all)).toBe(1e-9);
    expect(adaptive.next(1, all)).toBeCloseTo(Math.exp(-0.1), 12);
  });

  it('is told with the count exactly, and read back', () => {
    const terms = radiusOf(planOf()).terms(0.3);
    expect(termsOfTask({ clip: clipTensor(terms) })).toStrictEqual(terms);
  });
});

describe.each(['add-remove', 'replace-one'] as const)('the joint release of a sum and a count under %s', (relation) => {
  const sides = relation === 'add-remove' ? 1 : 2;
  const privacy = planOf({ relation, clip: { ...TERMS.clip, adapted: { quantile: 0.5, rate: 0.2, countNoise: 9 } } });
  const multiplier = privacy.noise.restart;
  const terms = radiusOf(privacy).terms(0.3);
  const { radius, height } = terms.count!;
  const grid = gridOfTerms(terms, privacy);

  it('has the sensitivity √(C² + h²) a side, which a member at its radius reaches and none is above', () => {
    expect(terms.clipRadius).toBeCloseTo(Math.hypot(radius, height), 14);
    const most = sides * terms.clipRadius * 2 ** -grid.exponent;
    expect(grid.sensitivity).toBeLessThanOrEqual(most);
    expect(grid.sensitivity).toBeGreaterThan(most * (1 - 2 ** -19));
    const countsOf = (vector: Float64Array) => clippedSum(countedMembers([vector], DIMENSION, terms.count!), DIMENSION + 1, grid).counts;
    const [one, other] = [countsOf(Float64Array.of(radius, 0, 0)), countsOf(Float64Array.of(-2 * radius, 0, 0))];
    for (const counts of [one, other]) {
      const squares = counts.reduce((sum, count) => sum + count * count, 0);
      expect(squares).toBeLessThanOrEqual(grid.radius ** 2);
      expect(squares).toBeGreaterThan(grid.radius ** 2 * (1 - 2 ** -17));
    }
    const distance = Math.hypot(...one.map((count, i) => count - (relation === 'add-remove' ? 0 : other[i]!)));
    expect(distance / grid.sensitivity).toBeCloseTo(1, 4);
    expect(distance).toBeLessThanOrEqual(grid.sensitivity);
  });

  it('leaves the multiplier of theorem 1 for the vector and the asked noise for the count', () => {
    const deviation = multiplier * sides * terms.clipRadius;
    expect(deviation / (sides * radius)).toBeCloseTo(updateMultiplier(multiplier, 9 / sides), 12);
    expect(deviation / (2 * height)).toBeCloseTo(9, 12);
  });

  it('is charged what the release of a vector alone is charged at the same noise multiplier', async () => {
    const plain: PrivacyPlan = { ...privacy, clip: { restart: 1, difference: 1 } };
    expect(spentBy(privacy, 7)).toBe(spentBy(plain, 7));
    const [adapted, fixed] = [await radiiOf([1, 2], privacy, 5), await radiiOf([1, 2], plain, 5)];
    const charged = ({ ledger }: typeof fixed) => ledger.entries.map(({ cost }) => cost.sensitivity / cost.deviation);
    expect(adapted.ledger.entries).toHaveLength(5);
    charged(adapted).forEach((share, i) => expect(share / charged(fixed)[i]!).toBeCloseTo(1, 5));
    for (const share of charged(adapted)) expect(share).toBeLessThanOrEqual(1 / multiplier);
    expect(new Set(adapted.radii).size).toBe(6);
  });

  it('has the asked standard deviation on the count, in the steps of the radius', async () => {
    // Far below every radius and far above, so that the true share is the quantile throughout.
    const norms = Array.from({ length: 100 }, (_, i) => (i < 50 ? 1e-6 : 1e6));
    const rounds = 400;
    const noisy = planOf(
      { relation, epsilon: 100, budget: 100, clip: { ...TERMS.clip, adapted: { quantile: 0.5, rate: 0.2, countNoise: 9 } } },
      rounds,
    );
    const { radii } = await radiiOf(norms, noisy, rounds);
    const counts = radii.slice(1).map((radius_, r) => (-100 * Math.log(radius_ / radii[r]!)) / 0.2);
    const variance = counts.reduce((sum, count) => sum + count * count, 0) / rounds;
    expect(Math.abs(variance / 81 - 1)).toBeLessThan(4 * Math.sqrt(2 / rounds));
  });

  it('comes to the quantile in a run, about as near as its noise lets it', async () => {
    const norms = Array.from({ length: 100 }, (_, i) => 1 + i / 100);
    const quiet = planOf(
      { relation, epsilon: 300, budget: 300, clip: { restart: 0.2, difference: 1, adapted: { quantile: 0.7, rate: 0.2 } } },
      60,
    );
    const { radii } = await radiiOf(norms, quiet, 60);
    for (const radius_ of radii.slice(40)) expect(Math.abs(radius_ - 1.7)).toBeLessThan(0.1);
  });
});
