import { describe, expect, it } from 'vitest';
import { planPrivacy, type PrivacyTerms } from './privacy-plan.js';

const TERMS: PrivacyTerms = {
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  epsilon: 3,
  delta: 1e-6,
  dataSet: 'points',
  budget: 3,
  members: 10_000,
  clip: { restart: 1, difference: 1 },
  restart: 1,
};

describe('the plan of a private run', () => {
  it('is refused, by the field, where its budget leaves no noise that the grid holds', () => {
    const epsilon = 1e6;
    expect(() => planPrivacy({ ...TERMS, epsilon, budget: epsilon }, 1)).toThrow(
      /^privacy\.epsilon: is .* for 1 rounds, which makes noise of/,
    );
  });

  it('is refused where the budget of the data is less than that of the run, or δ would allow to publish a member', () => {
    expect(() => planPrivacy({ ...TERMS, budget: 2 }, 1)).toThrow(/^privacy\.budget: is 2, less than the epsilon of this run alone, 3/);
    expect(() => planPrivacy({ ...TERMS, delta: 1e-3 }, 1)).toThrow(/^privacy\.delta: is 0\.001, not below 1\/10000/);
  });

  it('has noise that grows with the root of the rounds, the same for both kinds where all are whole', () => {
    const [one, hundred] = [planPrivacy(TERMS, 1).noise, planPrivacy(TERMS, 100).noise];
    expect(hundred.restart / one.restart).toBeCloseTo(10, 6);
    expect(hundred.difference).toBe(hundred.restart);
  });
});
