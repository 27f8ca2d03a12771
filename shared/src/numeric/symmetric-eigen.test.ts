import { describe, expect, it } from 'vitest';
import { createStream, fillNormal } from './random-stream.js';
import { orthonormalDirections } from './random-vectors.js';
import { symmetricEigen } from './symmetric-eigen.js';

const n = 12;
const stream = createStream({ seed: 3, client: 0, round: 0, purpose: 'test' });
const basis = orthonormalDirections(stream, n, n);

/** Σ λ_k u_k u_kᵀ with the rows of the basis. */
const withValues = (values: readonly number[]): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return values.reduce((sum, value, k) => sum + value * basis[k * n + i]! * basis[k * n + j]!, 0);
  });

describe('eigenvalues of a symmetric matrix', () => {
  it('are those it was made of, over eight powers of ten, with one of them twice', () => {
    const values = [1e-8, 1e-6, 1e-4, 0.01, 0.1, 1, 2, 3, 3, 10, 50, 1];
    const found = symmetricEigen(withValues(values), n);
    [...values].sort((a, b) => a - b).forEach((value, k) => expect(Math.abs(found.values[k]! - value)).toBeLessThan(1e-13));
  });

  it('have orthonormal vectors with A V = V diag(values), negative values included', () => {
    const random = new Float64Array(n * n);
    fillNormal(stream, random);
    const a = Float64Array.from(random, (_, at) => random[at]! + random[(at % n) * n + Math.floor(at / n)]!);
    const { values, vectors } = symmetricEigen(a, n);
    for (let k = 0; k < n; k++) {
      for (let i = 0; i < n; i++) {
        let image = 0;
        let product = 0;
        for (let j = 0; j < n; j++) {
          image += a[i * n + j]! * vectors[j * n + k]!;
          product += vectors[j * n + i]! * vectors[j * n + k]!;
        }
        expect(image).toBeCloseTo(values[k]! * vectors[i * n + k]!, 12);
        expect(product).toBeCloseTo(i === k ? 1 : 0, 13);
      }
    }
  });

  it('are the same from a start near the vectors', () => {
    const values = Array.from({ length: n }, (_, k) => 1 + k * k);
    const near = symmetricEigen(withValues(values), n).vectors;
    const moved = withValues(values.map((value, k) => value + 0.01 * k));
    const [cold, warm] = [symmetricEigen(moved, n), symmetricEigen(moved, n, near)];
    cold.values.forEach((value, k) => expect(warm.values[k]).toBeCloseTo(value, 11));
  });

  it('of a diagonal matrix are its elements, in one dimension the element', () => {
    expect([...symmetricEigen(Float64Array.of(3, 0, 0, -1), 2).values]).toEqual([-1, 3]);
    expect([...symmetricEigen(Float64Array.of(7), 1).values]).toEqual([7]);
  });

  it('are refused for a wrong size and for what is not a number', () => {
    expect(() => symmetricEigen(new Float64Array(3), 2)).toThrow(/matrix: has 3/);
    expect(() => symmetricEigen(new Float64Array(4), 2, new Float64Array(2))).toThrow(/start: has 2/);
    expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, 0, 1), 2)).toThrow(/not finite/);
  });
});
