import { describe, expect, it } from 'vitest';
import {
  columnFormat,
  formatBytes,
  formatCompact,
  formatCompactBytes,
  formatCount,
  formatDuration,
  formatNumber,
  typographic,
} from './format.js';

describe('figures for people', () => {
  it.each([
    [-0.0194321, '-0.019432'],
    [3.36382554, '3.3638'],
    [0, '0.0000'],
    [1.5e-7, '1.5000e-7'],
    [123456789, '1.2346e8'],
    [null, '-'],
    [Number.NaN, '-'],
  ])('the value %d reads %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    [0, '0'],
    [999, '999'],
    [12040, '12,040'],
    [1234567, '1,234,567'],
  ])('the count %d reads %s', (count, text) => expect(formatCount(count)).toBe(text));

  it.each([
    [0, '0'],
    [950, '950'],
    [1500, '1.5k'],
    [25000, '25k'],
    [999_600, '1M'],
    [3e12, '3T'],
  ])('the tick %d reads %s', (count, text) => expect(formatCompact(count)).toBe(text));

  it.each([
    [0, '0 B', '0 B'],
    [999, '999 B', '999 B'],
    [43_000, '43.0 kB', '43 kB'],
    [3_150_000, '3.15 MB', '3.15 MB'],
    [2e13, '20.0 TB', '20 TB'],
  ])('%d bytes read %s, on an axis %s', (bytes, text, tick) => {
    expect(formatBytes(bytes)).toBe(text);
    expect(formatCompactBytes(bytes)).toBe(tick);
  });

  it.each([
    [0.0001, '<0.001 s'],
    [0.314, '0.31 s'],
    [0.9999, '1.0 s'],
    [9.4, '9.4 s'],
    [9.97, '10 s'],
    [59.6, '1 min 0 s'],
    [252, '4 min 12 s'],
    [11_100, '3 h 5 min'],
    [Infinity, '-'],
  ])('%d seconds read %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it('a column has one number of decimals, enough for its smallest value', () => {
    const format = columnFormat([3.3638258, -0.0211449, null]);
    expect([3.3638258, -0.0211449, null, 0].map(format)).toEqual(['3.363826', '-0.021145', '-', '0.000000']);
    expect(columnFormat([157.084963, 46.399306])(46.399306)).toBe('46.399');
    expect(columnFormat([3e9, 1])(3e9)).toBe('3.0000e9');
    expect(columnFormat([])(1)).toBe('1.0000');
  });

  it('a page gets real minus signs, a dash for the unknown, and no break inside a figure', () => {
    expect(typographic('-1.5e-7')).toBe('\u22121.5e\u22127');
    expect(typographic('-')).toBe('\u2013');
    expect(typographic('4 min 12 s')).toBe('4\u00a0min\u00a012\u00a0s');
  });
});
