import { describe, expect, it } from 'vitest';
import { bytesPerElement, roundToDtype } from './dtype.js';

describe('rounding to a dtype', () => {
  const values = Float64Array.of(0.1, -1 / 3, 1e-46, 2 ** 24 + 1, -0);

  it('leaves f64 as it is, in an array of its own', () => {
    const rounded = roundToDtype(values, 'f64');
    expect(rounded).not.toBe(values);
    expect([...rounded]).toEqual([...values]);
  });

  it('gives what a trip through f32 gives, and a second trip changes nothing', () => {
    const rounded = roundToDtype(values, 'f32');
    expect([...rounded]).toEqual([...new Float32Array(values)]);
    expect([...roundToDtype(rounded, 'f32')]).toEqual([...rounded]);
    expect(bytesPerElement).toEqual({ f64: 8, f32: 4, f16: 2, bf16: 2, q8: 1 });
  });

  it('refuses what is not finite, or overflows in f32, and names the field', () => {
    expect(() => roundToDtype(Float64Array.of(1, NaN), 'f64', { field: 'iterate' })).toThrow(/^iterate: element 1 is NaN/);
    expect(() => roundToDtype(Float64Array.of(1e39), 'f32', { field: 'iterate' })).toThrow(/^iterate: element 0 is 1e\+39.*f32/);
    expect(roundToDtype(Float64Array.of(1e39), 'f64')[0]).toBe(1e39);
  });
});
