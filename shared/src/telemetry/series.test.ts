import { describe, expect, it } from 'vitest';
import { downsample, runningBest, thinRows } from './series.js';

describe('downsampling a curve', () => {
  const points = Array.from({ length: 10_000 }, (_, x) => ({ x, y: x === 4321 ? 99 : x === 7777 ? -99 : Math.sin(x / 500) }));

  it('keeps the ends, every spike, and the order', () => {
    const kept = downsample(points, 200);
    expect(kept.length).toBeLessThanOrEqual(200);
    expect(kept[0]).toBe(points[0]);
    expect(kept.at(-1)).toBe(points.at(-1));
    expect(kept).toContain(points[4321]);
    expect(kept).toContain(points[7777]);
    expect(kept.map(({ x }) => x)).toEqual(kept.map(({ x }) => x).sort((a, b) => a - b));
  });

  it('leaves a short one as it is', () => {
    expect(downsample(points.slice(0, 5), 5)).toEqual(points.slice(0, 5));
    expect(downsample([], 5)).toEqual([]);
  });
});

it('the running best never rises and skips what is not known', () => {
  expect(runningBest([null, 3, 4, null, 1, 2])).toEqual([null, 3, 3, 3, 1, 1]);
});

it('thinned rows are spread evenly, with both ends and the ones to keep', () => {
  const rows = Array.from({ length: 100 }, (_, i) => i);
  expect(thinRows(rows, 5, [77, -1])).toEqual([0, 25, 50, 74, 77, 99]);
  expect(thinRows(rows, 100)).toBe(rows);
});
