import { describe, expect, it } from 'vitest';
import {
  account,
  clipToRadius,
  differenceSchedule,
  gaussianEpsilon,
  noiseGrid,
  planNoise,
  poissonRenyi,
  tightEpsilon,
  updateMultiplier,
  zcdpEpsilon,
  type ClaimTerms,
} from './index.js';
import { fillDiscreteGaussian, uniformIntegers } from './noise.js';

const TERMS: ClaimTerms = { delta: 1e-5, relation: 'add-remove', sampling: { scheme: 'everybody' }, noise: 'continuous' };
const ONE = [{ noiseMultiplier: 2, rounds: 10 }];
const poisson = { scheme: 'poisson', rate: 0.1, cohortKnownToAdversary: false } as const;
const fixed = { scheme: 'without-replacement', rate: 0.1, cohortKnownToAdversary: false } as const;

describe('a claim that would be false is refused, with the way out', () => {
  it.each<[string, Partial<ClaimTerms>, RegExp]>([
    [
      'Poisson formulas for a cohort of fixed size',
      { sampling: fixed },
      /^relation: is add-remove, but a cohort of fixed size .* use replace-one/,
    ],
    ['Poisson sampling under replace-one', { sampling: poisson, relation: 'replace-one' }, /^relation: is replace-one, .* use add-remove/],
    [
      'amplification where the cohort is seen',
      { sampling: { ...poisson, cohortKnownToAdversary: true } },
      /^sampling: is poisson, but .* sees who took part.*account for everybody/,
    ],
    [
      'the same for a fixed cohort',
      { sampling: { ...fixed, cohortKnownToAdversary: true }, relation: 'replace-one' },
      /^sampling: is without-replacement, but/,
    ],
    ['Poisson bounds for discrete noise', { sampling: poisson, noise: 'discrete' }, /^noise: is discrete, but .* rounded continuous/],
    ['δ of 1/n', { population: 100_000 }, /^delta: is 0.00001, not below 1\/100000: .* choose a delta well below/],
    ['δ of 0', { delta: 0 }, /^delta: is 0; give a probability/],
    ['δ of 1', { delta: 1 }, /^delta: is 1; give a probability/],
    ['δ that is no number', { delta: Number.NaN }, /^delta: is NaN; give a probability/],
    ['a rate of 0', { sampling: { ...poisson, rate: 0 } }, /^samplingRate: is 0; give the probability/],
    ['a rate above 1', { sampling: { ...poisson, rate: 1.1 } }, /^samplingRate: is 1.1; give/],
    ['a rate that is no number', { sampling: { ...poisson, rate: Number.NaN } }, /^samplingRate: is NaN; give/],
    ['a population that is none', { population: 0.5 }, /^population: is 0.5; give a whole number/],
  ])('%s', (_, changed, message) => {
    expect(() => account(ONE, { ...TERMS, ...changed })).toThrow(message);
    expect(() => planNoise(1, ONE, { ...TERMS, ...changed })).toThrow(message);
  });

  it('accepts δ ≥ 1/n only where that is said', () => {
    expect(account(ONE, { ...TERMS, population: 1000, delta: 0.01, acceptLargeDelta: true }).delta).toBe(0.01);
  });
});

describe('numbers outside their range are refused', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'no noise',
      () => account([{ noiseMultiplier: 0, rounds: 1 }], TERMS),
      /^noiseMultiplier: is 0; noise standard deviation ÷ sensitivity is a number above 0/,
    ],
    ['negative noise', () => account([{ noiseMultiplier: -1, rounds: 1 }], TERMS), /^noiseMultiplier: is -1/],
    ['noise that is no number', () => account([{ noiseMultiplier: Number.NaN, rounds: 1 }], TERMS), /^noiseMultiplier: is NaN/],
    ['no rounds', () => account([{ noiseMultiplier: 1, rounds: 0 }], TERMS), /^rounds: is 0; give a whole number, at least 1/],
    ['half a round', () => account([{ noiseMultiplier: 1, rounds: 1.5 }], TERMS), /^rounds: is 1.5/],
    ['no phases', () => account([], TERMS), /^phases: is empty/],
    ['a budget of 0', () => planNoise(0, ONE, TERMS), /^epsilon: is 0/],
    ['a budget that is no number', () => planNoise(Number.NaN, ONE, TERMS), /^epsilon: is NaN/],
    ['a restart period of 0', () => differenceSchedule(10, 0), /^restart: is 0; give a whole number, at least 1/],
    ['μ of 0', () => gaussianEpsilon(0, 1e-5), /^mu: is 0/],
    ['ρ that is no number', () => zcdpEpsilon(Number.NaN, 1e-5), /^rho: is NaN/],
    ['a Rényi order of 1', () => poissonRenyi(0.1, 1, 1), /^order: is 0; a Rényi order less 1/],
    [
      'δ below the reach of the transform',
      () => tightEpsilon([{ samplingRate: 0.1, noiseMultiplier: 1, rounds: 1 }], 1e-13),
      /^delta: is 1e-13; .* use Rényi/,
    ],
    ['a count that would spend all', () => updateMultiplier(1, 0.5), /^countDeviation: is 0.5; .* give more than 0.5/],
    ['a negative clip radius', () => clipToRadius(new Float64Array(1), -1), /^clipRadius: is -1/],
    ['a clip radius that is no number', () => clipToRadius(new Float64Array(1), Number.NaN), /^clipRadius: is NaN/],
    ['a grid for a difference at rest', () => noiseGrid(0, 1, 'add-remove'), /^clipRadius: is 0; .* floor under its radius/],
    ['a multiplier that the grid cannot hold', () => noiseGrid(1, 1e-3, 'add-remove'), /^noiseMultiplier: is 0.001 .* from 1\/32/],
    [
      'a σ that is not whole',
      () => fillDiscreteGaussian(new Float64Array(1), 1.5, uniformIntegers({ fill: (bytes) => bytes.fill(0) })),
      /^deviation: is 1.5/,
    ],
    ['a uniform below 0.5', () => uniformIntegers({ fill: (bytes) => bytes.fill(0) }).below(0.5), /^bound: is 0.5/],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});
