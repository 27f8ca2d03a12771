import { describe, expect, it } from 'vitest';
import { erfc, erfcx } from './error-function.js';

describe('erfc and erfcx', () => {
  it('are 1 at 0, and their limits far out', () => {
    expect([erfc(0), erfcx(0)]).toEqual([1, 1]);
    expect([erfc(30), erfc(-30), erfcx(-30)]).toEqual([0, 2, Infinity]);
    expect(Math.abs(erfcx(1e8) * Math.sqrt(Math.PI) * 1e8 - 1)).toBeLessThan(1e-14);
    expect([erfc(Number.NaN), erfcx(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('fit together: erfc(−x) = 2 − erfc(x), erfcx(x) = e^{x²} erfc(x)', () => {
    for (let x = 0; x < 5; x += 0.37) {
      expect(Math.abs(erfc(-x) + erfc(x) - 2)).toBeLessThan(1e-15);
      expect(Math.abs(erfcx(x) / (Math.exp(x * x) * erfc(x)) - 1)).toBeLessThan(1e-13);
    }
  });

  it('meet at the seam between series and fraction', () => {
    expect(Math.abs(erfcx(1 + 2 ** -52) / erfcx(1) - 1)).toBeLessThan(1e-15);
    expect(Math.abs(erfc(1 + 2 ** -52) / erfc(1) - 1)).toBeLessThan(2e-15);
  });

  it('have the slope −2/√π e^{−x²}', () => {
    for (const x of [-2, -0.5, 0.3, 0.999, 1.001, 2.5]) {
      const slope = (erfc(x + 1e-4) - erfc(x - 1e-4)) / 2e-4;
      expect(slope / ((-2 / Math.sqrt(Math.PI)) * Math.exp(-x * x))).toBeCloseTo(1, 6);
    }
  });
});
