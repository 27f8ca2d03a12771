import { describe, expect, it } from 'vitest';
import { limitsFor, maxFrameBytesFor } from './limits.js';
import { negotiateVersion } from './version.js';
import { wireError } from './protocol-error.js';
import { utf8Bytes } from './field-checks.js';

describe('limits', () => {
  it('follow from the dimension: eight vectors, the extra elements, 128 KiB for the rest', () => {
    expect(maxFrameBytesFor(0)).toBe(131_072);
    expect(maxFrameBytesFor(300, 10_000)).toBe(131_072 + 8 * (8 * 300 + 10_000));
    expect(maxFrameBytesFor(2 ** 40)).toBe(2 ** 30);
  });

  it('let a vector of the largest dimension fit the frame', () => {
    expect(limitsFor(80_000)).toEqual({ maxFrameBytes: 80_000, maxDimension: 10_000, maxTensorElements: 20_000 });
  });

  it.each([0, 16_383, 2 ** 30 + 1, 4096.5, Number.NaN])('refuse a frame of %s bytes', (bytes) => {
    expect(() => limitsFor(bytes)).toThrow(/maxFrameBytes: is .*; use an integer/);
  });

  it.each([-1, 0.5, Number.NaN])('refuse a dimension of %s', (dimension) => {
    expect(() => maxFrameBytesFor(dimension)).toThrow(/dimension: is/);
  });
});

describe('version negotiation', () => {
  it('takes the highest version both speak', () => {
    expect(negotiateVersion({ protocolVersionMin: 1, protocolVersionMax: 9 })).toEqual({ ok: true, protocolVersion: 2 });
  });

  it('says so when there is none', () => {
    for (const range of [
      { protocolVersionMin: 3, protocolVersionMax: 4 },
      // A host that knows no updates and no sparse tensors.
      { protocolVersionMin: 1, protocolVersionMax: 1 },
    ]) {
      expect(negotiateVersion(range)).toMatchObject({ ok: false, error: { code: 'unsupported-version', retriable: false } });
    }
  });
});

describe('error texts', () => {
  it('fit their fields, whatever they were made from', () => {
    const { field, text } = wireError('invalid', '\u20ac'.repeat(5000), `\ud800${'\u20ac'.repeat(5000)}`);
    expect(utf8Bytes(field)).toBeLessThanOrEqual(256);
    expect(utf8Bytes(text)).toBeLessThanOrEqual(4096);
    expect(text).toMatch(/^\ufffd\u20ac.*…$/);
  });

  it('are measured in the bytes of UTF-8', () => {
    expect(['a', 'ü', '€', '😀', 'aü€😀'].map(utf8Bytes)).toEqual([1, 2, 3, 4, 10]);
  });
});
