import { expect, it } from 'vitest';
import { sameElements } from './same-elements.js';

it('tells vectors apart by the last bit of an element, by length, and by the sign of zero', () => {
  const vector = Float64Array.of(1, Number.NaN, 0);
  expect(sameElements(vector, vector.slice())).toBe(true);
  expect(sameElements(vector, Float64Array.of(1 + 2 ** -52, Number.NaN, 0))).toBe(false);
  expect(sameElements(vector, vector.subarray(0, 2))).toBe(false);
  expect(sameElements(vector, Float64Array.of(1, Number.NaN, -0))).toBe(false);
});
