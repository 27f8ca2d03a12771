import { expect, it } from 'vitest';
import { solvePositive } from './normal-equations.js';

it('solves a positive system read from its lower triangle', () => {
  const [x, y] = solvePositive(Float64Array.of(4, Number.NaN, 2, 3), Float64Array.of(10, 8));
  expect(x).toBeCloseTo(1.75, 8);
  expect(y).toBeCloseTo(1.5, 8);
});

it('gives a column that repeats another the coefficient 0', () => {
  const [first, second] = solvePositive(Float64Array.of(1e12, 0, 1e12, 1e12 * (1 - 1e-9)), Float64Array.of(3e12, 3e12));
  expect(first).toBeCloseTo(3, 6);
  expect(second).toBe(0);
});

it('gives zeros for a matrix of zeros', () => {
  expect([...solvePositive(new Float64Array(4), new Float64Array(2))]).toEqual([0, 0]);
});
