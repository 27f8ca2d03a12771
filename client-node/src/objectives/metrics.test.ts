import { describe, expect, it } from 'vitest';
import { accuracy, macroF1, type Predictions } from './metrics.js';

/** Scores that make each row's prediction the given class of k. */
const predicting = (predicted: readonly number[], labels: readonly number[], columns: number): Predictions => ({
  scores: predicted.flatMap((claim) => Array.from({ length: columns }, (_, k) => (k === claim ? 1 : 0))),
  labels,
  columns,
});

describe('macro-F1', () => {
  it('is the mean of 2·TP/(2·TP + FP + FN) over the classes', () => {
    // Class 0: TP 2, FP 1, FN 0: 4/5. Class 1: TP 1, FP 0, FN 1: 2/3.
    expect(macroF1(predicting([0, 0, 0, 1], [0, 0, 1, 1], 2))).toBeCloseTo((4 / 5 + 2 / 3) / 2, 15);
  });

  it('averages over the classes that occur in the labels, so a client is not paid for forgetting the others', () => {
    expect(macroF1(predicting([0, 1, 1], [0, 1, 1], 10))).toBe(1);
    // One row is taken for class 9, which has no label here: class 1 loses recall, the mean stays over 0 and 1.
    expect(macroF1(predicting([0, 1, 9], [0, 1, 1], 10))).toBeCloseTo((1 + 2 / 3) / 2, 15);
  });

  it('counts 0 for a class that is never predicted', () => {
    expect(macroF1(predicting([0, 0], [0, 1], 3))).toBeCloseTo((2 / 3 + 0) / 2, 15);
  });

  it('takes the first of equal scores', () => {
    expect(accuracy({ scores: [0.5, 0.5], labels: [0], columns: 2 })).toBe(1);
  });
});

describe('macro-F1 and accuracy', () => {
  it('are 1 for a perfect classifier', () => {
    const perfect = predicting([0, 1, 2], [0, 1, 2], 3);
    for (const score of [macroF1, accuracy]) expect(score(perfect)).toBe(1);
  });

  it('refuse scores that are not finite, and rows that do not fit', () => {
    for (const score of [macroF1, accuracy]) {
      expect(() => score({ scores: [Number.NaN, 1], labels: [0], columns: 2 })).toThrow(/scores: holds NaN in row 0/);
      expect(() => score({ scores: [1, 0, 1], labels: [0], columns: 2 })).toThrow(/scores: has 3 elements for 1 rows and 2 columns/);
      expect(() => score({ scores: [], labels: [], columns: 2 })).toThrow(/labels: are empty/);
    }
  });
});
