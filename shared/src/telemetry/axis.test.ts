import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseScale, createAxis } from './axis.js';

const labels = (kind: 'linear' | 'log', low: number, high: number, ticks = 5): string[] => {
  const axis = createAxis(kind, { low, high }, { ticks, margin: 0 });
  return axis.ticks.map((tick) => axis.label(tick));
};

describe('an axis', () => {
  it('has ticks at multiples of 1, 2 or 5 times a power of ten, labelled alike', () => {
    expect(labels('linear', 0, 1)).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(labels('linear', -0.0213, -0.0125)).toEqual(['-0.020', '-0.018', '-0.016', '-0.014']);
    expect(labels('linear', 0, 52_750)).toEqual(['0', '20000', '40000']);
  });

  it('has ticks at powers of ten on a log scale, and between them where they are few', () => {
    expect(labels('log', 0.003, 3)).toEqual(['0.01', '0.1', '1']);
    expect(labels('log', 1, 20)).toEqual(['1', '2', '5', '10', '20']);
  });

  it('is linear where a log scale has no meaning', () => {
    expect(createAxis('log', { low: -1, high: 10 }, { ticks: 5, margin: 0 }).kind).toBe('linear');
  });

  it('puts every value and every tick inside, few ticks, and each with a label of its own', () => {
    const magnitude = fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((v) => (Math.abs(v) < 1e-12 ? 0 : v));
    fc.assert(
      fc.property(
        magnitude,
        magnitude,
        fc.constantFrom('linear' as const, 'log' as const),
        fc.integer({ min: 2, max: 9 }),
        (a, b, kind, ticks) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const axis = createAxis(kind, { low, high }, { ticks, margin: 0.05 });
          expect(axis.low).toBeLessThanOrEqual(low);
          expect(axis.high).toBeGreaterThanOrEqual(high);
          for (const value of [low, high, ...axis.ticks]) {
            expect(axis.at(value)).toBeGreaterThanOrEqual(-1e-6);
            expect(axis.at(value)).toBeLessThanOrEqual(1 + 1e-6);
          }
          expect(axis.ticks.length).toBeLessThanOrEqual(ticks + 12);
          if (Math.abs(high - low) > 1e-3 * Math.max(Math.abs(low), Math.abs(high)))
            expect(new Set(axis.ticks.map((tick) => axis.label(tick))).size).toBe(axis.ticks.length);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  it('on a log scale keeps to one pattern of ticks: 1-2-5, 1-3, or powers of ten', () => {
    const ticks = (high: number): readonly number[] => createAxis('log', { low: 1, high }, { ticks: 5, margin: 0 }).ticks;
    expect(ticks(50)).toEqual([1, 2, 5, 10, 20, 50]);
    expect(ticks(200)).toEqual([1, 3, 10, 30, 100]);
    expect(ticks(1000)).toEqual([1, 10, 100, 1000]);
    expect(ticks(1e12)).toEqual([1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12]);
  });

  it('is log where positive values span more than a factor of 30', () => {
    expect(chooseScale([0.01, 1])).toBe('log');
    expect(chooseScale([0.1, 1])).toBe('linear');
    expect(chooseScale([-0.01, 100])).toBe('linear');
  });
});
