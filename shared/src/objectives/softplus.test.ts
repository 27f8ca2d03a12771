import { describe, expect, it } from 'vitest';
import { exp } from '../numeric/elementary.js';
import { softplusOfMinus } from './softplus.js';

describe('log(1 + e^−a)', () => {
  it('is that of Math to 3e-16, and to a few units of the last place where it is small', () => {
    for (let a = 0; a < 45; a += 0.00317) {
      const exact = Math.log1p(Math.exp(-a));
      const error = Math.abs(softplusOfMinus(a) - exact);
      expect(error).toBeLessThan(3e-16);
      expect(error / exact).toBeLessThan(2e-15);
    }
  });

  it('is log 2 at 0, e^−a far out, and nothing at infinity', () => {
    expect(softplusOfMinus(0)).toBe(Math.LN2);
    expect(softplusOfMinus(100)).toBe(exp(-100));
    expect(softplusOfMinus(Infinity)).toBe(0);
    expect(softplusOfMinus(Number.NaN)).toBeNaN();
  });

  it('goes on without a step from one polynomial to the next', () => {
    for (const edge of [1 / 128, 3 / 128, 1 + 1 / 128, 39 + 127 / 128, 40]) {
      const [below, above] = [edge * (1 - 2 ** -52), edge * (1 + 2 ** -52)].map(softplusOfMinus);
      expect(Math.abs(below! - above!)).toBeLessThan(4e-16);
    }
  });
});
