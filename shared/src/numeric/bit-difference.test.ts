import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitDifference, withBitDifference } from './bit-difference.js';
import { bytesPerElement, roundToDtype, type FloatDtype } from './dtype.js';

const finite = fc.double({ noNaN: true, min: -6e4, max: 6e4 });

describe.each(['f64', 'f32', 'f16', 'bf16'] as const)('the difference of vectors in %s', (dtype: FloatDtype) => {
  const vector = fc.array(fc.tuple(finite, finite, fc.boolean()), { maxLength: 20 }).map((elements) => {
    const rounded = (values: number[]): Float64Array => roundToDtype(Float64Array.from(values), dtype);
    return { from: rounded(elements.map(([a]) => a)), to: rounded(elements.map(([a, b, isSame]) => (isSame ? a : b))) };
  });

  it('leads from one to the other to the last bit', () => {
    fc.assert(
      fc.property(vector, ({ from, to }) => {
        expect(withBitDifference(from, bitDifference(from, to, dtype), dtype)).toStrictEqual(to);
      }),
    );
  });

  it('takes as many bytes as are stated at most, fewer for neighbours, and none for the same vector', () => {
    const from = roundToDtype(
      Float64Array.from({ length: 300 }, (_, j) => (j + 1) / 301),
      dtype,
    );
    const size = bytesPerElement[dtype];
    expect(bitDifference(from, from.slice(), dtype)).toHaveLength(0);
    const head = { f64: 4, f32: 3, f16: 2, bf16: 2 }[dtype] / 8;
    const opposite = from.map((value) => -1 / value);
    expect(bitDifference(from, roundToDtype(opposite, dtype), dtype).length).toBeLessThanOrEqual(Math.ceil(300 * (size + head)));
    const near = roundToDtype(
      from.map((value) => value * (1 + 2 ** -8)),
      dtype,
    );
    expect(bitDifference(from, near, dtype).length).toBeLessThan(300 * size);
  });

  it('is refused where bytes are missing or too many, and where it leads to what is not finite', () => {
    const [from, to] = [Float64Array.of(1, 0.25, -3), Float64Array.of(1, 0.5, 8)];
    const bytes = bitDifference(from, to, dtype);
    expect(() => withBitDifference(from, bytes.subarray(0, -1), dtype)).toThrow(/^difference: has/);
    expect(() => withBitDifference(from, Uint8Array.of(...bytes, 0), dtype)).toThrow(/^difference: has/);
    const one = Float64Array.of(1);
    const size = bytesPerElement[dtype];
    // The one bit of the exponent that 1 lacks, all bytes listed: an infinity.
    const infinite = Uint8Array.of(1 + 2 * (size - 1), ...new Uint8Array(size - 1), 0x40);
    expect(() => withBitDifference(one, infinite, dtype)).toThrow(/elements are finite/);
  });
});

it('tells −0 from 0', () => {
  const difference = bitDifference(Float64Array.of(0), Float64Array.of(-0), 'f32');
  expect(withBitDifference(Float64Array.of(0), difference, 'f32')).toStrictEqual(Float64Array.of(-0));
});
