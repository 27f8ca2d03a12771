import { describe, expect, it } from 'vitest';
import { createBackOff } from './back-off.js';

describe('a back-off', () => {
  it('doubles up to its maximum, and starts again after a success', () => {
    const backOff = createBackOff({ minimumMs: 100, maximumMs: 1000, random: () => 0 });
    expect([1, 2, 3, 4, 5, 6].map(() => backOff.next())).toEqual([50, 100, 200, 400, 500, 500]);
    backOff.reset();
    expect(backOff.next()).toBe(50);
  });

  it('spreads each wait over the upper half', () => {
    const draws = [0, 0.5, 0.999];
    const waits = draws.map((draw) => createBackOff({ minimumMs: 100, maximumMs: 1000, random: () => draw }).next());
    expect(waits).toEqual([50, 75, 99.95]);
  });

  it('stays at its maximum however often it fails', () => {
    const backOff = createBackOff({ minimumMs: 100, maximumMs: 1000, random: () => 0.5 });
    for (let i = 0; i < 5000; i++) backOff.next();
    expect(backOff.next()).toBe(750);
  });
});
