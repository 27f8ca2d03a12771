import { describe, expect, it } from 'vitest';
import { curve } from './curve.js';

const box = { width: 400, height: 240 };
const values = (list: readonly number[]) => list.map((value, index) => ({ run: 'r', round: index + 1, queries: 10 * (index + 1), value }));

describe('the curve', () => {
  it('is none before two values are reported', () => {
    expect(curve([], box)).toBeNull();
    expect(curve(values([1]), box)).toBeNull();
  });

  it('stays inside its box, from its left edge to its right', () => {
    const drawn = curve(values([3, 5, 1, 2]), box);
    const points = [...(drawn?.value ?? '').matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
    expect(points).toHaveLength(4);
    expect(points[0]?.x).toBeCloseTo(drawn?.left ?? Number.NaN, 0);
    expect(points.at(-1)?.x).toBeCloseTo(394, 0);
    for (const { y } of points) expect(y).toBeGreaterThanOrEqual(8);
    for (const { y } of points) expect(y).toBeLessThanOrEqual(210);
  });

  it('of a value that does not move is drawn all the same', () => {
    expect(curve(values([2, 2]), box)?.value).not.toContain('NaN');
  });

  it('is told in words', () => {
    expect(curve(values([3, 1, 2]), box)?.summary).toBe('3.0000 at first, 1.0000 at best after 30 queries');
  });
});
