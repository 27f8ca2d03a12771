import { createStream, erfc } from '@fedzoo/shared/numeric';
import { account, clippedSum, noiseGrid, type EntropySource } from '@fedzoo/shared/privacy';
import {
  fillDiscreteGaussian,
  fillDiscreteLaplace,
  fillRoundedGaussian,
  releaseSum,
  releaseWith,
  uniformIntegers,
  type UniformIntegers,
} from '@fedzoo/shared/privacy/noise';
import { describe, expect, it } from 'vitest';
import { entriesOf, type Entry } from './reference-vectors.js';
import { scores, worst, type IntegerLaw } from './integer-checks.js';

const SAMPLE = 200_000;
/** A standard score beyond this happens once in two million. */
const SUSPICIOUS = 5;

/** Bytes of a named stream: to repeat a test, never to protect anybody. */
function seededEntropy(seed: number): EntropySource {
  const stream = createStream({ seed, client: 0, round: 0, purpose: 'test' });
  return {
    fill(bytes) {
      const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      for (let i = 0; i < words.length; i++) words[i] = stream.nextUint32();
    },
  };
}

const lawOf = (e: Entry): IntegerLaw => ({
  pmf: Array.from({ length: 21 }, (_, x) => e.number(`p${x}`)),
  tail: e.number('tailAbove20'),
  variance: e.number('variance'),
  fourthMoment: e.number('fourthMoment'),
});
/** The sampler takes whole σ. */
const LAWS = entriesOf('discrete-gaussian', 'values').filter((e) => Number.isInteger(Math.sqrt(e.number('sigma2'))));

function exactSample(deviation: number, size = SAMPLE): Float64Array {
  const sample = new Float64Array(size);
  fillDiscreteGaussian(sample, deviation, uniformIntegers(seededEntropy(deviation)));
  return sample;
}

describe('the discrete Gaussian', () => {
  it.each(LAWS.map((e): [number, Entry] => [Math.sqrt(e.number('sigma2')), e]))(
    'of σ = %d has its law, in shape, moments, signs and independence',
    (sigma, e) => {
      expect(worst(scores(exactSample(sigma), lawOf(e)))).toBeLessThan(SUSPICIOUS);
    },
  );

  it('of σ = 2²⁰ and of σ = 2⁴⁰ has the moments of the normal', () => {
    for (const sigma of [2 ** 20, 2 ** 40]) {
      const sample = exactSample(sigma);
      expect(sample.every(Number.isInteger)).toBe(true);
      const { variance, fourthMoment, sign, dependence } = scores(sample, {
        pmf: [1],
        tail: 0,
        variance: sigma ** 2,
        fourthMoment: 3 * sigma ** 4,
      });
      for (const score of [variance, fourthMoment, sign, dependence]) expect(Math.abs(score)).toBeLessThan(SUSPICIOUS);
    }
  });

  it('of σ = 2²⁰ is spread evenly below its scale: the last bits are fair', () => {
    const sample = exactSample(2 ** 20);
    for (const bit of [0, 1, 2, 5, 10]) {
      const ones = sample.reduce((sum, x) => sum + (Math.floor(Math.abs(x) / 2 ** bit) % 2), 0);
      expect(Math.abs(2 * ones - SAMPLE) / Math.sqrt(SAMPLE)).toBeLessThan(SUSPICIOUS);
    }
  });
});

/** A law on the integers from its probabilities, far enough out that nothing is left. */
function lawFrom(probability: (x: number) => number, reach: number): IntegerLaw {
  let [tail, variance, fourthMoment] = [0, 0, 0];
  for (let x = 1; x <= reach; x++) {
    const p = probability(x);
    if (x > 20) tail += p;
    variance += 2 * p * x ** 2;
    fourthMoment += 2 * p * x ** 4;
  }
  return { pmf: Array.from({ length: 21 }, (_, x) => probability(x)), tail, variance, fourthMoment };
}

describe('the rounded Gaussian', () => {
  const phi = (x: number): number => erfc(-x * Math.SQRT1_2) / 2;
  it.each([1, 2, 10])('of σ = %d has the law of a rounded normal', (sigma) => {
    const law = lawFrom((x) => phi((-x + 0.5) / sigma) - phi((-x - 0.5) / sigma), 40 * sigma);
    const sample = new Float64Array(SAMPLE);
    fillRoundedGaussian(sample, sigma, uniformIntegers(seededEntropy(sigma)));
    expect(worst(scores(sample, law))).toBeLessThan(SUSPICIOUS);
  });

  it('is told from the discrete one of σ = 1 by the same checks: they differ in variance by 1/12', () => {
    const found = scores(
      exactSample(1),
      lawFrom((x) => phi(-x + 0.5) - phi(-x - 0.5), 40),
    );
    expect(found.shape).toBeGreaterThan(SUSPICIOUS);
    expect(found.variance).toBeLessThan(-SUSPICIOUS);
  });

  it('of σ = 2²⁰ has the moments of the normal', () => {
    const sample = new Float64Array(SAMPLE);
    fillRoundedGaussian(sample, 2 ** 20, uniformIntegers(seededEntropy(20)));
    const sigma = 2 ** 20;
    const { shape: _shape, ...rest } = scores(sample, { pmf: [1], tail: 0, variance: sigma ** 2, fourthMoment: 3 * sigma ** 4 });
    for (const score of Object.values(rest)) expect(Math.abs(score)).toBeLessThan(SUSPICIOUS);
  });
});

describe('the discrete Laplace', () => {
  it.each([1, 3, 8])('of scale %d has its law', (scale) => {
    const rate = Math.exp(-1 / scale);
    const law = lawFrom((x) => ((1 - rate) / (1 + rate)) * rate ** x, 60 * scale);
    const sample = new Float64Array(SAMPLE);
    fillDiscreteLaplace(sample, scale, uniformIntegers(seededEntropy(scale)));
    const { fourthMoment: _fourthMoment, ...rest } = scores(sample, law);
    for (const score of Object.values(rest)) expect(Math.abs(score)).toBeLessThan(2 * SUSPICIOUS);
    expect(Math.abs(rest.shape)).toBeLessThan(SUSPICIOUS);
  });
});

describe('the same checks catch a sampler that is', () => {
  const sigma = 10;
  const law = lawOf(LAWS.find((e) => e.number('sigma2') === 100)!);
  const integers = (): UniformIntegers => uniformIntegers(seededEntropy(77));

  it('too narrow by 2 %', () => {
    const { below } = integers();
    const uniform = (): number => (below(2 ** 53 - 1) + 1) / 2 ** 53;
    const sample = Float64Array.from({ length: SAMPLE }, () =>
      Math.round(0.98 * sigma * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())),
    );
    const found = scores(sample, law);
    expect(Math.abs(found.variance)).toBeGreaterThan(SUSPICIOUS);
    expect(found.shape).toBeGreaterThan(SUSPICIOUS);
  });

  it('of two signs that are not alike', () => {
    const { below } = integers();
    const sample = exactSample(sigma).map((x) => (below(50) === 0 ? Math.abs(x) : x));
    expect(Math.abs(scores(sample, law).sign)).toBeGreaterThan(SUSPICIOUS);
  });

  it('twice as often 0, as without drawing −0 again', () => {
    const { below } = integers();
    const sample = exactSample(sigma).map((x) => (below(Math.round(1 / law.pmf[0]!)) === 0 ? 0 : x));
    expect(scores(sample, law).shape).toBeGreaterThan(SUSPICIOUS);
  });

  it('discrete Laplace of the same variance', () => {
    const { below } = integers();
    const scale = sigma / Math.SQRT2;
    const sample = Float64Array.from(
      { length: SAMPLE },
      () => Math.round(-scale * Math.log((below(2 ** 53 - 1) + 1) / 2 ** 53)) * (below(2) === 0 ? 1 : -1),
    );
    const found = scores(sample, law);
    expect(found.fourthMoment).toBeGreaterThan(SUSPICIOUS);
    expect(found.shape).toBeGreaterThan(SUSPICIOUS);
  });

  it('right in law, but drawn in pairs', () => {
    const half = exactSample(sigma, SAMPLE / 2);
    const sample = Float64Array.from({ length: SAMPLE }, (_, i) => half[i >> 1]!);
    expect(Math.abs(scores(sample, law).dependence)).toBeGreaterThan(SUSPICIOUS);
  });
});

describe('uniform integers', () => {
  it.each([1, 2, 3, 7, 1000, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 3 * 2 ** 40, 2 ** 53])(
    'below %d are below it, with the mean and variance they should have',
    (bound) => {
      const { below } = uniformIntegers(seededEntropy(1));
      const n = 20_000;
      let sum = 0;
      let squares = 0;
      let outside = 0;
      for (let i = 0; i < n; i++) {
        const value = below(bound);
        if (!(Number.isSafeInteger(value) && value >= 0 && value < bound)) outside++;
        const centred = value / bound - 0.5 + 0.5 / bound;
        sum += centred;
        squares += centred * centred;
      }
      expect(outside).toBe(0);
      const variance = (1 - bound ** -2) / 12;
      expect(Math.abs(sum)).toBeLessThanOrEqual(SUSPICIOUS * Math.sqrt(n * variance));
      expect(Math.abs(squares - n * variance)).toBeLessThanOrEqual(SUSPICIOUS * Math.sqrt(n / 180));
    },
  );
});

describe('a release', () => {
  const member = Float64Array.of(3, -4, 0.5);

  it.each(['discrete', 'continuous'] as const)(
    'is the clipped sum and %s noise of multiplier × clip, with a cost that covers the plan',
    (noise) => {
      const grid = noiseGrid(2, 1.5, 'add-remove');
      const sum = clippedSum([member, member], 3, grid);
      const centre = sum.counts.map((count) => count * 2 ** grid.exponent);
      let squares = 0;
      const entropy = seededEntropy(9);
      const releases = 4000;
      for (let k = 0; k < releases; k++) {
        const { value, entry } = releaseSum([sum], noise, entropy);
        for (let i = 0; i < 3; i++) squares += ((value[i]! - centre[i]!) / (1.5 * 2)) ** 2;
        expect(entry.noise).toBe(noise);
        expect(entry.noiseMultiplier).toBeGreaterThanOrEqual(1.5);
      }
      expect(Math.abs(squares / (3 * releases) - 1)).toBeLessThan(SUSPICIOUS * Math.sqrt(2 / (3 * releases)));
    },
  );

  it('costs what the plan says, however its parts are divided', () => {
    const grid = noiseGrid(1, 3, 'replace-one');
    const parts = [clippedSum([member], 3, grid), clippedSum([member, member], 3, grid)];
    const whole = [clippedSum([member, member, member], 3, grid)];
    const [a, b] = [releaseSum(parts, 'discrete', seededEntropy(4)), releaseSum(whole, 'discrete', seededEntropy(4))];
    expect(a).toEqual(b);
    for (const noise of ['discrete', 'continuous'] as const) {
      const terms = { delta: 1e-5, relation: 'replace-one', sampling: { scheme: 'everybody' }, noise } as const;
      const planned = account([{ noiseMultiplier: 3, rounds: 10 }], terms).epsilon;
      const spent = account([{ noiseMultiplier: a.entry.noiseMultiplier, rounds: 10 }], terms).epsilon;
      expect(spent).toBeLessThanOrEqual(planned);
      expect(spent).toBeGreaterThan(planned * (1 - 1e-5));
    }
  });

  it('holds nothing but the noised value and its entry', () => {
    const release = releaseSum([clippedSum([member], 3, noiseGrid(1, 1, 'add-remove'))], 'discrete', seededEntropy(2));
    expect(Object.keys(release)).toEqual(['value', 'entry']);
    expect(Object.keys(release.entry)).toEqual([
      'noise',
      'relation',
      'gridExponent',
      'sensitivity',
      'deviation',
      'noiseMultiplier',
      'dimension',
    ]);
  });

  it('of no members is noise alone, and costs the same', () => {
    const grid = noiseGrid(1, 1, 'add-remove');
    const empty = releaseSum([clippedSum([], 3, grid)], 'discrete', seededEntropy(2));
    expect(empty.entry).toEqual(releaseSum([clippedSum([member], 3, grid)], 'discrete', seededEntropy(3)).entry);
    expect(empty.value.some((x) => x !== 0)).toBe(true);
  });

  it('refuses parts of different grids, and none', () => {
    const [one, other] = [1, 2].map((clip) => clippedSum([member], 3, noiseGrid(clip, 1, 'add-remove'))) as [
      ReturnType<typeof clippedSum>,
      ReturnType<typeof clippedSum>,
    ];
    expect(() => releaseSum([one, other], 'discrete', seededEntropy(1))).toThrow(/^parts: are not on one grid/);
    expect(() => releaseSum([], 'discrete', seededEntropy(1))).toThrow(/^parts: is empty/);
    expect(() => releaseWith([one], 'discrete', new Float64Array(one.counts.length + 1))).toThrow(
      /^drawn: has \d+ variates for sums of \d+/,
    );
  });
});
