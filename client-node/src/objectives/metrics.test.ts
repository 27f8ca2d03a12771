import { describe, expect, it } from 'vitest';
import { accuracy, crossEntropy, LOSSES, macroF1, type Predictions } from './metrics.js';

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

describe('cross-entropy', () => {
  it('is the mean of −ln p(label), and finite for a certain mistake', () => {
    expect(crossEntropy({ scores: [0.25, 0.75, 0.5, 0.5], labels: [1, 0], columns: 2 })).toBeCloseTo(
      -(Math.log(0.75) + Math.log(0.5)) / 2,
      15,
    );
    expect(crossEntropy({ scores: [1, 0], labels: [1], columns: 2 })).toBeCloseTo(-Math.log(1e-15), 10);
  });

  it('reads one column as the probability of class 1', () => {
    expect(crossEntropy({ scores: [0.8, 0.8], labels: [1, 0], columns: 1 })).toBeCloseTo(-(Math.log(0.8) + Math.log(0.2)) / 2, 12);
    expect(accuracy({ scores: [0.8, 0.3], labels: [1, 0], columns: 1 })).toBe(1);
  });

  it('refuses logits, and says what to do', () => {
    expect(() => crossEntropy({ scores: [3, -2], labels: [0], columns: 2 })).toThrow(
      /needs probabilities, the model gave 3; end the model with softmax/,
    );
  });
});

describe('losses', () => {
  it('are 0 for a perfect classifier', () => {
    const perfect = predicting([0, 1, 2], [0, 1, 2], 3);
    for (const loss of Object.values(LOSSES)) expect(loss(perfect)).toBeCloseTo(0, 15);
  });

  it('refuse scores that are not finite, and rows that do not fit', () => {
    for (const loss of Object.values(LOSSES)) {
      expect(() => loss({ scores: [Number.NaN, 1], labels: [0], columns: 2 })).toThrow(/scores: holds NaN in row 0/);
      expect(() => loss({ scores: [1, 0, 1], labels: [0], columns: 2 })).toThrow(/scores: has 3 elements for 1 rows and 2 columns/);
      expect(() => loss({ scores: [], labels: [], columns: 2 })).toThrow(/labels: are empty/);
    }
  });
});
