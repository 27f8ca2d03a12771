import { describe, expect, it } from 'vitest';
import { account, differenceSchedule, planNoise, schedulePhases, tightEpsilon, type ClaimTerms } from './index.js';

const TERMS: ClaimTerms = { delta: 1e-5, relation: 'add-remove', sampling: { scheme: 'everybody' }, noise: 'continuous' };
const poisson = (rate: number): ClaimTerms => ({ ...TERMS, sampling: { scheme: 'poisson', rate, cohortKnownToAdversary: false } });
const fixed = (rate: number): ClaimTerms => ({
  ...TERMS,
  relation: 'replace-one',
  sampling: { scheme: 'without-replacement', rate, cohortKnownToAdversary: false },
});
const epsilonOf = (noiseMultiplier: number, rounds: number, terms: ClaimTerms): number =>
  account([{ noiseMultiplier, rounds }], terms).epsilon;

describe.each<[string, ClaimTerms]>([
  ['everybody', TERMS],
  ['everybody, discrete noise', { ...TERMS, noise: 'discrete' }],
  ['Poisson', poisson(0.1)],
  ['without replacement', fixed(0.1)],
])('the account, %s', (_, terms) => {
  it('falls with noise and grows with rounds', () => {
    const byNoise = [0.7, 1, 1.5, 3, 8].map((m) => epsilonOf(m, 30, terms));
    expect(byNoise).toEqual(byNoise.toSorted((a, b) => b - a));
    const byRounds = [1, 2, 10, 50].map((rounds) => epsilonOf(2, rounds, terms));
    expect(byRounds).toEqual(byRounds.toSorted((a, b) => a - b));
  });

  it('grows as δ falls', () => {
    const byDelta = [1e-3, 1e-5, 1e-8].map((delta) => epsilonOf(2, 10, { ...terms, delta }));
    expect(byDelta).toEqual(byDelta.toSorted((a, b) => a - b));
  });

  it('adds what is split into phases to the same sum', () => {
    const whole = account([{ noiseMultiplier: 2, rounds: 20 }], terms).epsilon;
    const split = account(
      [
        { noiseMultiplier: 2, rounds: 7 },
        { noiseMultiplier: 2, rounds: 13 },
      ],
      terms,
    ).epsilon;
    expect(Math.abs(split / whole - 1)).toBeLessThan(2e-5);
  });

  it('is undone by the plan, which never exceeds the budget', () => {
    for (const epsilon of [0.5, 3]) {
      const plan = planNoise(epsilon, [{ noiseMultiplier: 1, rounds: 20 }], terms);
      expect(plan.account.epsilon).toBeLessThanOrEqual(epsilon);
      expect(plan.account.epsilon).toBeGreaterThan(epsilon * (1 - 1e-3));
      expect(account(plan.phases, terms).epsilon).toBe(plan.account.epsilon);
    }
  });
});

describe('sampling', () => {
  it('is worth nothing at a rate of 1', () => {
    expect(epsilonOf(3, 10, poisson(1))).toBe(epsilonOf(3, 10, TERMS));
    expect(epsilonOf(3, 10, fixed(1))).toBe(epsilonOf(3, 10, TERMS));
  });

  it('never costs more than none, without replacement too', () => {
    for (const rate of [0.001, 0.1, 0.9]) {
      expect(epsilonOf(1, 20, fixed(rate))).toBeLessThanOrEqual(epsilonOf(1, 20, TERMS));
      expect(epsilonOf(1, 20, poisson(rate))).toBeLessThanOrEqual(epsilonOf(1, 20, TERMS) * (1 + 1e-5));
    }
  });

  it('is accounted for where a sum is concentrated far below the spread of one loss', () => {
    const spent = epsilonOf(0.1, 3, poisson(0.5));
    expect(spent).toBeGreaterThan(200);
    expect(spent).toBeLessThan(epsilonOf(0.1, 3, TERMS));
  });

  it('is accounted for at a δ that the transform cannot reach, by Rényi', () => {
    expect(account([{ noiseMultiplier: 2, rounds: 10 }], { ...poisson(0.1), delta: 1e-14 })).toMatchObject({
      accountant: 'renyi-poisson',
      mu: null,
    });
  });

  it('is never below the truth of the transform where there is no sampling to blur it', () => {
    const { upper, lower } = tightEpsilon([{ samplingRate: 1, noiseMultiplier: 5, rounds: 25 }], 1e-5);
    const exact = epsilonOf(5, 25, TERMS);
    expect(lower).toBeLessThan(exact);
    expect(upper).toBeGreaterThan(exact);
    expect(upper / exact).toBeLessThan(1 + 1e-5);
  });
});

describe('a schedule of restarts and differences', () => {
  it('restarts in the first round and every T rounds', () => {
    expect(differenceSchedule(100, 10)).toEqual({ restarts: 10, differences: 90 });
    expect(differenceSchedule(101, 10)).toEqual({ restarts: 11, differences: 90 });
    expect(differenceSchedule(7, 1)).toEqual({ restarts: 7, differences: 0 });
    expect(differenceSchedule(7, 100)).toEqual({ restarts: 1, differences: 6 });
  });

  it('spends half of μ² on either kind unless a ratio is given', () => {
    const { phases, account: spent } = planNoise(2, schedulePhases(differenceSchedule(100, 10)), TERMS);
    const shares = phases.map(({ noiseMultiplier, rounds }) => rounds / noiseMultiplier ** 2 / spent.mu! ** 2);
    for (const share of shares) expect(share).toBeCloseTo(0.5, 12);
  });

  it('with T = 1 is the plan of every round', () => {
    const every = planNoise(2, [{ noiseMultiplier: 1, rounds: 40 }], TERMS);
    expect(planNoise(2, schedulePhases(differenceSchedule(40, 1)), TERMS)).toEqual(every);
  });
});
