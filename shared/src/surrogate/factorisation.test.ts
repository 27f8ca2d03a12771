import { describe, expect, it } from 'vitest';

import { FedZooError } from '../errors.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { factorise } from './factorisation.js';

describe('factorise', () => {
  it('reads the lower triangle alone and adds nothing to a positive definite matrix', () => {
    const matrix = Float64Array.of(4, 99, 2, 5);
    expect(factorise(scalarKernels, matrix, 2)).toBe(0);
    expect([matrix[0], matrix[2], matrix[3]]).toEqual([2, 1, 2]);
  });

  it('adds the least jitter of its ladder, relative to the mean diagonal, to a singular matrix', () => {
    // Two equal points in a matrix with diagonal 100.
    const matrix = Float64Array.of(100, 0, 0, 100, 100, 0, 50, 50, 100);
    const jitter = factorise(scalarKernels, matrix, 3);
    expect(jitter).toBeCloseTo(1e-6, 15);
    expect(matrix[0]! ** 2).toBeCloseTo(100 + jitter, 10);
    expect(matrix[3]! * matrix[0]!).toBeCloseTo(100, 10);
    expect(matrix[6]! * matrix[0]!).toBeCloseTo(50, 10);
  });

  it('climbs until the matrix is positive definite', () => {
    const matrix = Float64Array.of(1, 0, 1 + 5e-6, 1);
    expect(factorise(scalarKernels, matrix, 2)).toBeCloseTo(1e-5, 15);
  });

  it('gives up on what is far from positive definite, and on what is not a number', () => {
    expect(() => factorise(scalarKernels, Float64Array.of(1, 0, 2, 1), 2)).toThrow(FedZooError);
    expect(() => factorise(scalarKernels, Float64Array.of(1, 0, NaN, 1), 2)).toThrow(/NaN/);
  });
});
