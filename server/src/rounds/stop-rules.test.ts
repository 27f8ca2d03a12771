import { describe, expect, it } from 'vitest';
import { fillValue, FIRST_ROW, nextRow } from './round-rows.js';
import { stopReason } from './stop-rules.js';

const ROW = { ...FIRST_ROW, round: 3, queries: 100, best: 0.5, seconds: 10 };

describe('a stop rule', () => {
  it('holds from its bound on', () => {
    expect(stopReason({ value: 0.5 }, ROW, false)).toBe('value');
    expect(stopReason({ value: 0.49 }, ROW, false)).toBeNull();
    expect(stopReason({ queries: 100 }, ROW, false)).toBe('queries');
    expect(stopReason({ queries: 101 }, ROW, false)).toBeNull();
    expect(stopReason({ seconds: 10 }, ROW, false)).toBe('seconds');
    expect(stopReason({ seconds: 10.1 }, ROW, false)).toBeNull();
  });

  it('that holds first in the order value, queries, seconds, rounds is named', () => {
    expect(stopReason({ value: 1, queries: 1, seconds: 1 }, ROW, true)).toBe('value');
    expect(stopReason({ queries: 1, seconds: 1 }, ROW, true)).toBe('queries');
    expect(stopReason({ seconds: 1 }, ROW, true)).toBe('seconds');
    expect(stopReason({}, ROW, true)).toBe('rounds');
  });

  it('on values does not hold while none is known', () => {
    expect(stopReason({ value: 1e9 }, { ...ROW, best: null }, false)).toBeNull();
  });
});

describe('a row', () => {
  it('has the best of all values up to it, those known later included', () => {
    const first = fillValue(FIRST_ROW, [{ round: 0, value: 2 }]);
    expect(first).toMatchObject({ value: 2, best: 2 });
    const second = nextRow(first, { ...FIRST_ROW, round: 1 }, []);
    expect(second).toMatchObject({ value: null, best: 2 });
    expect(fillValue(second, [{ round: 1, value: 3 }])).toMatchObject({ value: 3, best: 2 });
    expect(fillValue(second, [{ round: 1, value: 1 }])).toMatchObject({ value: 1, best: 1 });
  });

  it('keeps the value it was told first', () => {
    const row = nextRow(FIRST_ROW, { ...FIRST_ROW, round: 1 }, [{ round: 1, value: 1 }]);
    expect(fillValue(row, [{ round: 1, value: 0 }])).toBe(row);
    expect(fillValue(row, [{ round: 2, value: 0 }])).toBe(row);
  });
});
