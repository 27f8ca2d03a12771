import { describe, expect, it } from 'vitest';
import { recordLosses } from './record-losses.js';

const METRICS = ['accuracy', 'cross-entropy', 'brier'] as const;

describe('losses of records', () => {
  it('are misses, −ln p(label), and the squared distance from the label', () => {
    const predictions = { scores: [0.25, 0.75, 0.5, 0.5], labels: [1, 1], columns: 2 };
    expect([...recordLosses('accuracy', predictions)]).toEqual([0, 1]);
    expect([...recordLosses('cross-entropy', predictions)]).toEqual([-Math.log(0.75), -Math.log(0.5)]);
    expect([...recordLosses('brier', predictions)]).toEqual([0.125, 0.5]);
  });

  it('read one column as the probability of class 1', () => {
    const predictions = { scores: [0.8, 0.8, 0.5], labels: [1, 0, 1], columns: 1 };
    expect([...recordLosses('accuracy', predictions)]).toEqual([0, 1, 0]);
    expect(recordLosses('cross-entropy', predictions)[1]).toBeCloseTo(-Math.log(0.2), 14);
    expect(recordLosses('brier', predictions)[0]).toBeCloseTo(0.08, 14);
  });

  it.each([...METRICS])('of %s are bounded, and a row that overflows has the largest while the others keep theirs', (metric) => {
    const rows = { scores: [0, 1, 1, 0, Number.NaN, Infinity], labels: [1, 1, 0], columns: 2 };
    const [best, worst, overflown] = recordLosses(metric, rows);
    expect(best).toBe(0);
    expect(overflown).toBe(worst);
    expect(worst).toBeLessThan(35);
  });

  it.each(['cross-entropy', 'brier'] as const)('of %s need probabilities, and say what to do', (metric) => {
    expect(() => recordLosses(metric, { scores: [3, -2], labels: [0], columns: 2 })).toThrow(
      /needs probabilities, the model gave .*; end the model with softmax/,
    );
  });

  it('refuse rows that do not fit', () => {
    for (const metric of METRICS) {
      expect(() => recordLosses(metric, { scores: [1, 0, 1], labels: [0], columns: 2 })).toThrow(/has 3 elements for 1 rows/);
      expect(() => recordLosses(metric, { scores: [], labels: [], columns: 2 })).toThrow(/labels: are empty/);
    }
  });
});
