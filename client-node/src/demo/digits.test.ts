import { describe, expect, it } from 'vitest';
import { EDGE, readDigits, reduceDigit, selectDigits } from './digits.js';

describe('reducing a digit', () => {
  it('keeps an even grey as it is', () => {
    expect([...reduceDigit(Array.from({ length: 784 }, () => 0.5))]).toEqual(Array.from({ length: 49 }, () => 0.5));
  });

  it('turns one bright pixel into a sixteenth of it, in the block it lies in', () => {
    const pixels = Array.from({ length: 784 }, () => 0);
    pixels[5 * 28 + 26] = 0.8;
    const expected = Array.from({ length: 49 }, () => 0);
    expected[1 * EDGE + 6] = Math.fround(0.05);
    expect([...reduceDigit(pixels)]).toEqual(expected);
  });
});

describe('the digits of the package', () => {
  it('are ten thousand of ten classes, each row in [0, 1] and none of them blank', async () => {
    const { inputs, labels, rowLength } = await readDigits();
    expect(labels.length).toBe(10_000);
    expect(new Set(labels).size).toBe(10);
    expect(inputs.length).toBe(labels.length * rowLength);
    for (const row of labels.keys()) {
      const pixels = inputs.subarray(row * rowLength, (row + 1) * rowLength);
      expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...pixels)).toBeGreaterThan(0);
      expect(Math.max(...pixels)).toBeLessThanOrEqual(1);
    }
  });
});

it('selects rows with their labels, in the order asked for', () => {
  const data = { inputs: Float32Array.of(1, 2, 3, 4, 5, 6), rowLength: 2, labels: Int32Array.of(7, 8, 9) };
  expect(selectDigits(data, [2, 0])).toEqual({ inputs: Float32Array.of(5, 6, 1, 2), rowLength: 2, labels: Int32Array.of(9, 7) });
});
