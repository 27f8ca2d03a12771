import { describe, expect, it } from 'vitest';
import { normalCdf, normalDensity } from './normal-distribution.js';

describe('the standard normal distribution', () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145707],
    [1.959963984540054, 0.975],
    [-2.999, 0.0013543365337271066],
    [-3.5, 2.3262907903552504e-4],
    [-6, 9.865876450377012e-10],
    [-10, 7.619853024160593e-24],
    [-37, 5.725571222525139e-300],
  ])('Φ(%d) = %d', (x, value) => {
    expect(Math.abs(normalCdf(x) / value - 1)).toBeLessThan(5e-13);
  });

  it('is the integral of its density, across the seams', () => {
    for (let x = -5; x < 5; x += 0.25) {
      let integral = 0;
      for (let k = 0; k < 1000; k++) integral += normalDensity(x + (0.25 * (k + 0.5)) / 1000) * (0.25 / 1000);
      expect(normalCdf(x + 0.25) - normalCdf(x)).toBeCloseTo(integral, 8);
    }
    expect(normalCdf(3 + 1e-12) - normalCdf(3 - 1e-12)).toBeCloseTo(0, 11);
  });

  it('is symmetric, ends at 0 and 1, and passes on what is not a number', () => {
    for (const x of [0.1, 2.5, 3.1, 8]) expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 15);
    expect([normalCdf(-50), normalCdf(50), normalCdf(Number.NaN)]).toEqual([0, 1, Number.NaN]);
  });
});
