import { describe, expect, it } from 'vitest';
import { largestElements } from './largest-elements.js';
import { createStream } from './random-stream.js';

describe('the largest elements', () => {
  it('are those of largest magnitude, in order of place, the first ones of equals', () => {
    expect([...largestElements(Float64Array.of(1, -3, 2, 3, -2, 2, 0), 4)]).toEqual([1, 2, 3, 4]);
    expect([...largestElements(Float64Array.of(0, 0, 0), 2)]).toEqual([0, 1]);
    expect([...largestElements(Float64Array.of(-0, 5, 0), 3)]).toEqual([0, 1, 2]);
  });

  it('are as many as asked for, and none of the others is larger', () => {
    const stream = createStream({ seed: 3, client: 0, round: 0, purpose: 'test' });
    const values = new Float64Array(500).map(() => Math.round(3 * stream.normal()) / 3);
    for (const count of [1, 2, 77, 499, 500]) {
      const places = largestElements(values, count);
      const chosen = new Set(places);
      expect(chosen.size).toBe(count);
      const least = Math.min(...[...places].map((j) => Math.abs(values[j]!)));
      values.forEach((value, j) => expect(chosen.has(j) || Math.abs(value) <= least).toBe(true));
    }
  });

  it('are all where there are no more, and at least one is asked for', () => {
    expect([...largestElements(Float64Array.of(2, 1), 9)]).toEqual([0, 1]);
    expect(largestElements(new Float64Array(0), 1)).toHaveLength(0);
    expect(() => largestElements(Float64Array.of(1), 0)).toThrow(/^count: is 0/);
  });
});
