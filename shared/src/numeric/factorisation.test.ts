import { describe, expect, it } from 'vitest';
import { FedZooError } from '../errors.js';
import { factorise } from './factorisation.js';
import { scalarKernels } from './scalar-kernels.js';

describe('factorisation with a jitter ladder', () => {
  it('adds nothing to a matrix that is positive definite', () => {
    const a = Float64Array.of(4, 0, 2, 10);
    expect(factorise(scalarKernels, a, 2)).toBe(0);
    expect([a[0], a[2], a[3]]).toEqual([2, 1, 3]);
  });

  it('adds the smallest rung that is enough, relative to the mean diagonal, and factorises that matrix', () => {
    // Eigenvalues 200 and −5e-5: a jitter of 1e-7·100 is too little, 1e-6·100 is enough.
    const off = 100 + 5e-5;
    const a = Float64Array.of(100, 0, off, 100);
    const jitter = factorise(scalarKernels, a, 2);
    expect(jitter).toBeCloseTo(1e-4, 12);
    expect(a[0]! ** 2).toBeCloseTo(100 + 1e-4, 9);
    expect(a[0]! * a[2]!).toBeCloseTo(off, 9);
    expect(a[2]! ** 2 + a[3]! ** 2).toBeCloseTo(100 + 1e-4, 9);
  });

  it('does the same with a matrix that can be written again', () => {
    const off = 100 + 5e-5;
    const a = new Float64Array(4);
    const rebuild = (): void => a.set([100, 7, off, 100]);
    rebuild();
    const other = a.slice();
    expect(factorise(scalarKernels, a, 2, rebuild)).toBe(factorise(scalarKernels, other, 2));
    expect([a[0], a[2], a[3]]).toEqual([other[0], other[2], other[3]]);
    expect(a[1]).toBe(7);
  });

  it('gives up above the last rung and on values that are not finite, with the way out', () => {
    for (const a of [Float64Array.of(1, 0, 2, 1), Float64Array.of(1, 0, NaN, 1), Float64Array.of(-1)]) {
      let error: unknown;
      try {
        factorise(scalarKernels, a, Math.sqrt(a.length));
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(FedZooError);
      expect(error).toMatchObject({ code: 'not-positive-definite', message: expect.stringContaining('look for equal rows') });
    }
  });
});
