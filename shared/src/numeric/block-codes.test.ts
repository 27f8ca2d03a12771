import { describe, expect, it } from 'vitest';
import { BLOCK_ELEMENTS, roundToBlocks } from './block-codes.js';
import { roundToDtype } from './dtype.js';
import { createStream } from './random-stream.js';

const streamOf = (round: number) => createStream({ seed: 9, client: 2, round, purpose: 'rounding' });

function normals(length: number, scale = 1): Float64Array {
  const stream = createStream({ seed: 4, client: 0, round: 0, purpose: 'test' });
  return new Float64Array(length).map(() => scale * stream.normal());
}

describe('q8', () => {
  it('has the value as its mean and fraction · (1 − fraction) · scale² as its variance', () => {
    const values = Float64Array.of(-5, 0.013, 1.7, -4.99, 3.2);
    const scale = 5 / 127;
    const times = 20_000;
    const sums = new Float64Array(values.length);
    const squares = new Float64Array(values.length);
    for (let round = 0; round < times; round++) {
      roundToBlocks(values, streamOf(round), 'v').forEach((rounded, i) => {
        sums[i] = sums[i]! + rounded - values[i]!;
        squares[i] = squares[i]! + (rounded - values[i]!) ** 2;
      });
    }
    values.forEach((value, i) => {
      const fraction = Math.abs(value) === 5 ? 0 : value / scale - Math.floor(value / scale);
      const variance = fraction * (1 - fraction) * scale ** 2;
      expect(Math.abs(sums[i]! / times)).toBeLessThan(4 * Math.sqrt(variance / times) + 5 * 2 ** -24);
      expect(squares[i]! / times).toBeCloseTo(variance, 4);
    });
  });

  it('changes nothing a second time, whatever the draws', () => {
    const once = roundToBlocks(normals(1000, 3e7), streamOf(1), 'v');
    expect(roundToBlocks(once, streamOf(2), 'v')).toStrictEqual(once);
  });

  it('keeps the largest of each block and is within a scale everywhere', () => {
    const values = normals(2 * BLOCK_ELEMENTS + 3);
    values.set(values.subarray(0, BLOCK_ELEMENTS).map((value) => 1e6 * value));
    const rounded = roundToBlocks(values, streamOf(1), 'v');
    for (let start = 0; start < values.length; start += BLOCK_ELEMENTS) {
      const magnitudes = [...values.subarray(start, start + BLOCK_ELEMENTS)].map(Math.abs);
      const largest = Math.max(...magnitudes);
      const place = start + magnitudes.indexOf(largest);
      expect(Math.abs(rounded[place]! / values[place]! - 1)).toBeLessThan(2 ** -23);
      for (let i = start; i < start + magnitudes.length; i++) {
        expect(Math.abs(rounded[i]! - values[i]!)).toBeLessThan((largest / 127) * (1 + 2 ** -20));
      }
    }
  });

  it('takes one draw an element, so that no element moves the draws of another', () => {
    const values = normals(300);
    const rounded = roundToBlocks(values, streamOf(1), 'v');
    const other = values.slice();
    other[256] = 0.001;
    expect(roundToBlocks(other, streamOf(1), 'v').subarray(0, 256)).toStrictEqual(rounded.subarray(0, 256));
  });

  it('makes 0 of zeros and of what has no scale of full precision, never −0', () => {
    expect([...roundToBlocks(Float64Array.of(-0, 1e-37, -1e-36), streamOf(1), 'v')]).toEqual([0, 0, 0]);
    for (const value of roundToBlocks(normals(300), streamOf(1), 'v')) expect(Object.is(value, -0)).toBe(false);
    expect(roundToBlocks(new Float64Array(0), streamOf(1), 'v')).toHaveLength(0);
  });

  it('refuses what is not finite or overflows, and a missing stream', () => {
    for (const bad of [Number.NaN, Infinity, 1e41]) {
      const values = normals(300);
      values[270] = bad;
      expect(() => roundToBlocks(values, streamOf(1), 'iterate')).toThrow(/^iterate: element 270 is .*q8/);
    }
    expect(() => roundToDtype(Float64Array.of(1), 'q8')).toThrow(/^rounding: is missing/);
  });
});
