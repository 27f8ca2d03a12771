import { describe, expect, it } from 'vitest';
import { BF16, F16, formatBits, fromFormatBits, roundToFormat } from './narrow-float.js';
import { createStream } from './random-stream.js';

const FORMATS = [
  { name: 'f16', format: F16, largest: 65_504, spacingAtOne: 2 ** -10, smallest: 2 ** -24 },
  { name: 'bf16', format: BF16, largest: (2 - 2 ** -7) * 2 ** 127, spacingAtOne: 2 ** -7, smallest: 2 ** -133 },
] as const;

describe.each(FORMATS)('numbers of $name', ({ format, largest, spacingAtOne, smallest }) => {
  it('come back from their 16 bits, all of them, and are rounded to themselves', () => {
    for (let bits = 0; bits < 2 ** 16; bits++) {
      const value = fromFormatBits(bits, format);
      if (!Number.isFinite(value)) continue;
      expect(formatBits(value, format)).toBe(bits);
      expect(roundToFormat(value, format)).toBe(value);
    }
  });

  it('take half-way cases to the even neighbour, whichever sign, and what is nearer to the nearer one', () => {
    for (let bits = 0; bits < (fromFormatBits(0x7bff, format) === largest ? 0x7bff : 0x7f7f); bits += 7) {
      const [below, above] = [fromFormatBits(bits, format), fromFormatBits(bits + 1, format)];
      const middle = below + (above - below) / 2;
      const even = bits % 2 === 0 ? below : above;
      expect(roundToFormat(middle, format)).toBe(even);
      expect(roundToFormat(-middle, format)).toBe(-even);
      expect(roundToFormat(middle * (1 - 2 ** -52), format)).toBe(below);
      expect(roundToFormat(middle * (1 + 2 ** -52), format)).toBe(above);
    }
  });

  it('are rounded once: what f32 would make a tie first goes to the nearer neighbour', () => {
    expect(roundToFormat(1 + spacingAtOne / 2 + 2 ** -40, format)).toBe(1 + spacingAtOne);
  });

  it('reach down to subnormal numbers, and overflow half a spacing above the largest', () => {
    expect(roundToFormat(0.75 * smallest, format)).toBe(smallest);
    expect(roundToFormat(smallest / 2, format)).toBe(0);
    expect(roundToFormat(-smallest / 4, format)).toBe(-0);
    expect(roundToFormat(-0, format)).toBe(-0);
    const limit = largest * (1 + spacingAtOne / 2 / (2 - spacingAtOne));
    expect(roundToFormat(limit * (1 - 2 ** -52), format)).toBe(largest);
    expect(roundToFormat(limit, format)).toBe(Infinity);
    expect(roundToFormat(-1e300, format)).toBe(-Infinity);
  });

  it('are within half a spacing of what was rounded', () => {
    const stream = createStream({ seed: 1, client: 0, round: 0, purpose: 'test' });
    for (let i = 0; i < 2000; i++) {
      const value = stream.normal();
      const spacing = Math.max(2 ** Math.floor(Math.log2(Math.abs(value))) * spacingAtOne, smallest);
      expect(Math.abs(roundToFormat(value, format) - value)).toBeLessThanOrEqual(spacing / 2);
    }
  });
});

describe('16 bits', () => {
  it('are those of the standards', () => {
    const values = [1, -2.5, 0, -0, 0.333251953125];
    expect(values.map((value) => formatBits(value, F16))).toEqual([0x3c00, 0xc100, 0, 0x8000, 0x3555]);
    expect([1, -2.5, 2 ** -133, 3.140625].map((value) => formatBits(value, BF16))).toEqual([0x3f80, 0xc020, 1, 0x4049]);
    expect(fromFormatBits(0x7c00, F16)).toBe(Infinity);
    expect(fromFormatBits(0xff80, BF16)).toBe(-Infinity);
    expect(fromFormatBits(0x7c01, F16)).toBeNaN();
  });
});
