import { describe, expect, it } from 'vitest';

import { COVARIANCES, type CovarianceKind } from './covariance.js';

const KINDS = Object.keys(COVARIANCES) as CovarianceKind[];

describe.each(KINDS)('%s', (kind) => {
  const covariance = COVARIANCES[kind];

  it('is 1 at distance 0 and goes to 0 far away', () => {
    expect(covariance.value(0, 0.3)).toBe(1);
    expect(covariance.value(1e4, 0.3)).toBeCloseTo(0, 12);
  });

  it('has the gradient that central differences of its value show', () => {
    const lengthScale = 0.7;
    const h = 1e-5;
    for (const x of [1e-3, 0.1, 0.7, 2]) {
      const difference = (covariance.value((x + h) ** 2, lengthScale) - covariance.value((x - h) ** 2, lengthScale)) / (2 * h);
      expect(covariance.gradientFactor(x * x, lengthScale) * x).toBeCloseTo(difference, 8);
    }
  });

  it('has minus its gradient factor at distance 0 as the prior variance of a gradient component', () => {
    for (const lengthScale of [0.05, 1, 30]) {
      expect(covariance.gradientVariance(lengthScale)).toBeCloseTo(-covariance.gradientFactor(0, lengthScale), 12);
    }
  });

  it('depends on the distance in units of the length-scale alone', () => {
    expect(covariance.value(0.09, 0.6)).toBeCloseTo(covariance.value(0.36, 1.2), 15);
    expect(covariance.gradientFactor(0.09, 0.6)).toBeCloseTo(4 * covariance.gradientFactor(0.36, 1.2), 12);
  });
});

describe('the closed forms', () => {
  it('agree with tables of both covariances at one length-scale', () => {
    expect(COVARIANCES['squared-exponential'].value(0.25, 0.5)).toBeCloseTo(Math.exp(-0.5), 15);
    const a = Math.sqrt(5);
    expect(COVARIANCES.matern52.value(0.25, 0.5)).toBeCloseTo((1 + a + 5 / 3) * Math.exp(-a), 15);
  });
});
