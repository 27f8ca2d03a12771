import { expect, it } from 'vitest';
import { expm1, log1p } from './small-argument.js';

it('expm1 and log1p keep their digits at every size', () => {
  for (let exponent = -18; exponent <= 0; exponent += 0.01) {
    for (const x of [0.999 * 10 ** exponent, -0.999 * 10 ** exponent]) {
      expect(Math.abs(expm1(x) / Math.expm1(x) - 1)).toBeLessThan(2e-15);
      expect(Math.abs(log1p(x) / Math.log1p(x) - 1)).toBeLessThan(2e-15);
    }
  }
});

it('expm1 and log1p have their limits', () => {
  expect([expm1(0), expm1(-800), expm1(800)]).toEqual([0, -1, Infinity]);
  expect([log1p(0), log1p(-1), log1p(Infinity), log1p(-2)]).toEqual([0, -Infinity, Infinity, Number.NaN]);
});
