import { describe, expect, it } from 'vitest';
import { createStream, fillNormal } from '../numeric/index.js';
import { clippedSum, clipToRadius, noiseGrid } from './index.js';

const norm = (values: Readonly<Float64Array>): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

describe('clipping', () => {
  it('shortens what is longer than the radius and leaves the rest', () => {
    expect(clipToRadius(Float64Array.of(3, 4), 2.5)).toEqual(Float64Array.of(1.5, 2));
    expect(clipToRadius(Float64Array.of(3, 4), 5)).toEqual(Float64Array.of(3, 4));
  });

  it('leaves zero zero, at a radius of zero everything', () => {
    expect(clipToRadius(new Float64Array(3), 1)).toEqual(new Float64Array(3));
    expect(clipToRadius(Float64Array.of(1, -2), 0)).toEqual(new Float64Array(2));
  });

  it.each([Number.NaN, Infinity, -Infinity])('turns a vector with %d into zero', (bad) => {
    expect(clipToRadius(Float64Array.of(1, bad, 2), 1)).toEqual(new Float64Array(3));
  });

  it('holds where squares overflow or underflow', () => {
    for (const size of [1e300, 1.7e308, 1e-300, 5e-324]) {
      const clipped = clipToRadius(Float64Array.of(size, size, -size), 1);
      expect(norm(clipped)).toBeLessThanOrEqual(1 + 1e-15);
      expect(Math.sign(clipped[0]!)).toBe(1);
    }
    expect(norm(clipToRadius(Float64Array.of(1e300, 1e300), 2))).toBeCloseTo(2, 14);
  });
});

describe('the grid', () => {
  it('has at least 2^20 units of radius and of noise, and noise that covers multiplier times sensitivity', () => {
    for (const multiplier of [0.04, 0.7, 1, 13, 5000]) {
      for (const clip of [1e-9, 0.3, 1, 12345.678]) {
        for (const relation of ['add-remove', 'replace-one'] as const) {
          const { exponent, radius, sensitivity, deviation } = noiseGrid(clip, multiplier, relation);
          expect(radius).toBeGreaterThanOrEqual(2 ** 20);
          expect(deviation).toBeGreaterThanOrEqual(2 ** 20);
          expect(radius * 2 ** exponent).toBeLessThanOrEqual(clip);
          expect(sensitivity).toBe(relation === 'replace-one' ? 2 * radius : radius);
          expect(deviation).toBeGreaterThanOrEqual(multiplier * sensitivity);
          expect(deviation).toBeLessThan(multiplier * sensitivity * (1 + 3e-6));
        }
      }
    }
  });

  it('holds every member to the radius in whole numbers, whatever rounding did', () => {
    const grid = noiseGrid(0.7, 1, 'add-remove');
    const member = new Float64Array(50);
    for (let k = 0; k < 200; k++) {
      fillNormal(createStream({ seed: 5, client: 0, round: k, purpose: 'test' }), member);
      const { counts } = clippedSum([member.map((x) => x * 10 ** ((k % 40) - 20))], 50, grid);
      const squares = counts.reduce((sum, count) => sum + BigInt(count) ** 2n, 0n);
      expect(squares).toBeLessThanOrEqual(BigInt(grid.radius) ** 2n);
      expect(counts.every(Number.isInteger)).toBe(true);
    }
  });

  it('keeps a member that reaches the radius, and shortens one that is beyond it by a part in 10^13', () => {
    const grid = noiseGrid(2 ** 20, 1, 'add-remove');
    expect(grid).toMatchObject({ exponent: 0, radius: 2 ** 20 });
    expect([...clippedSum([Float64Array.of(2 ** 20, 0.5)], 2, grid).counts]).toEqual([2 ** 20 - 1, 0]);
    expect([...clippedSum([Float64Array.of(2 ** 20, 0)], 2, grid).counts]).toEqual([2 ** 20, 0]);
  });

  it('reads every member before it asks for the next, so that they may share an array', () => {
    const grid = noiseGrid(1, 1, 'add-remove');
    const shared = new Float64Array(2);
    function* members(): Generator<Float64Array> {
      for (const value of [0.25, 0.5]) yield shared.fill(value);
    }
    expect(clippedSum(members(), 2, grid).counts.map((count) => count * 2 ** grid.exponent)).toEqual(Float64Array.of(0.75, 0.75));
  });

  it('loses less than a unit a coordinate, towards zero', () => {
    const grid = noiseGrid(2, 1, 'add-remove');
    const { counts } = clippedSum([Float64Array.of(0.3, -0.3, 1.2)], 3, grid);
    const unit = 2 ** grid.exponent;
    for (const [i, value] of [0.3, -0.3, 1.2].entries()) {
      const back = counts[i]! * unit;
      expect(Math.abs(back)).toBeLessThanOrEqual(Math.abs(value));
      expect(Math.abs(value - back)).toBeLessThan(unit);
    }
  });

  it('sums members clipped one by one, those that are no vectors of numbers as zero', () => {
    const grid = noiseGrid(1, 1, 'add-remove');
    const sum = clippedSum([Float64Array.of(10, 0), Float64Array.of(0, 0.25), Float64Array.of(Number.NaN, 9)], 2, grid);
    expect(sum.members).toBe(3);
    expect([sum.counts[0]! * 2 ** grid.exponent, sum.counts[1]! * 2 ** grid.exponent]).toEqual([1, 0.25]);
    expect(() => clippedSum([new Float64Array(3)], 2, grid)).toThrow(/^members: one has 3 coordinates/);
  });
});
