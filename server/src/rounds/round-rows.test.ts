import { describe, expect, it } from 'vitest';
import { fillValue, FIRST_ROW, nextRow } from './round-rows.js';

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
