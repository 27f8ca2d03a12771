import { describe, expect, it } from 'vitest';
import { stopReason } from './stop-rules.js';

const ROW = { queries: 100, best: 0.5, seconds: 10 };

describe('a stop rule', () => {
  it('holds from its bound on', () => {
    expect(stopReason({ value: 0.5 }, ROW)).toBe('value');
    expect(stopReason({ value: 0.49 }, ROW)).toBeUndefined();
    expect(stopReason({ queries: 100 }, ROW)).toBe('queries');
    expect(stopReason({ queries: 101 }, ROW)).toBeUndefined();
    expect(stopReason({ seconds: 10 }, ROW)).toBe('seconds');
    expect(stopReason({ seconds: 10.1 }, ROW)).toBeUndefined();
  });

  it('that holds first in the order value, queries, seconds is named', () => {
    expect(stopReason({ value: 1, queries: 1, seconds: 1 }, ROW)).toBe('value');
    expect(stopReason({ queries: 1, seconds: 1 }, ROW)).toBe('queries');
  });

  it('on values does not hold while none is known', () => {
    expect(stopReason({ value: 1e9 }, { ...ROW, best: null })).toBeUndefined();
  });
});
