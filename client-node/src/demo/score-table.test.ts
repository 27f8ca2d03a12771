import { expect, it } from 'vitest';
import { layout, DIGIT_CLASSIFIER } from './classifier.js';
import { scoreLines, scoreTable } from './score-table.js';
import { scoreChange } from './scores.js';

/** Weights that answer class k whatever the digit. */
function always(label: number): Float64Array {
  const { dimension, outputBias } = layout(DIGIT_CLASSIFIER);
  return new Float64Array(dimension).with(outputBias + label, 1);
}

const blank = (labels: readonly number[]) => ({
  inputs: new Float32Array(49 * labels.length),
  rowLength: 49,
  labels: Int32Array.from(labels),
});
const scores = scoreChange({ before: always(0), after: always(1) }, blank([0, 1, 1, 2]), [
  { name: 'client-01', classes: [0, 1], digits: blank([1]) },
]);

it('scores a client on its own digits and on the held-out digits of its classes, and all on all', () => {
  // Held-out 0 1 1: always 0 finds F1 = 2/(2+2) for class 0, always 1 finds 4/(4+1) for class 1, over two classes.
  expect(scores.clients[0]).toMatchObject({ digits: 1, own: { before: 0, after: 1 }, heldOut: { before: 1 / 4, after: 2 / 5 } });
  // Held-out 0 1 1 2, over three classes.
  expect(scores.heldOut.before).toBeCloseTo(2 / 5 / 3, 15);
  expect(scores.heldOut.after).toBeCloseTo(4 / 6 / 3, 15);
});

it('has a row a client and one for all, in the report and on the terminal', () => {
  const { rows, columns } = scoreTable(scores);
  expect(rows.every((row) => row.length === columns.length)).toBe(true);
  expect(rows.at(-1)).toEqual(['all', 'ten', '1', null, null, '0.133', '0.222', '+0.089']);
  expect(scoreLines(scores).trimEnd().split('\n').length).toBe(3);
});
