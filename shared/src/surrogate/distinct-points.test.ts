import { describe, expect, it } from 'vitest';

import { fingerprint, mergeEqualPoints } from './distinct-points.js';

describe('merging equal points', () => {
  it('keeps the order of first occurrence and averages the values', () => {
    const x = Float64Array.of(1, 2, 3, 4, 1, 2, 5, 6, 1, 2);
    const merged = mergeEqualPoints(x, Float64Array.of(10, 20, 13, 30, 13), 2);
    expect([...merged.x]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...merged.y]).toEqual([12, 20, 30]);
    expect(merged.count).toBe(3);
  });

  it('returns the same arrays when no point occurs twice', () => {
    const x = Float64Array.of(1, 2, 2, 1);
    const y = Float64Array.of(1, 2);
    const merged = mergeEqualPoints(x, y, 2);
    expect(merged.x).toBe(x);
    expect(merged.y).toBe(y);
  });

  it('takes zero and minus zero for one coordinate', () => {
    expect(mergeEqualPoints(Float64Array.of(0, -0), Float64Array.of(1, 3), 1).count).toBe(1);
  });

  it('tells points apart that differ in the last bit', () => {
    const x = Float64Array.of(0.1, 0.1 + 2 ** -56);
    expect(x[0]).not.toBe(x[1]);
    expect(mergeEqualPoints(x, Float64Array.of(1, 3), 1).count).toBe(2);
  });
});

describe('the fingerprint of a point', () => {
  it('tells the points of a grid apart', () => {
    const prints = new Set<number>();
    for (let i = 0; i < 100; i += 1) for (let j = 0; j < 100; j += 1) prints.add(fingerprint(Float64Array.of(i / 100, j / 100)));
    expect(prints.size).toBe(10_000);
  });

  it('changes with every coordinate, the first and the last', () => {
    const x = new Float64Array(1000).fill(0.5);
    const prints = new Set(Array.from({ length: 1000 }, (_, j) => fingerprint(x.with(j, 0.51))));
    expect(prints.size).toBeGreaterThan(990);
  });
});
