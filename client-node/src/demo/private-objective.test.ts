import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readObjectiveFile } from '../objectives/objective-file.js';
import { crossEntropyGradient } from './classifier-gradient.js';
import { DIGIT_CLASSIFIER } from './classifier.js';
import { writeClientFiles } from './demo-folder.js';
import { digitLosses, evaluate } from './private-objective.js';
import { tunedOnLosses } from './tuned-weights.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-private-objective-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const digits = {
  inputs: Float32Array.from({ length: 3 * 49 }, (_, at) => Math.fround((at % 7) / 10)),
  rowLength: 49,
  labels: Int32Array.of(3, 8, 3),
};
const start = Float64Array.from({ length: 490 }, (_, j) => Math.sin(j));

it('tells the loss of every digit, whose mean is the cross-entropy', () => {
  const losses = digitLosses(start, digits);
  expect(losses).toHaveLength(3);
  expect((losses[0]! + losses[1]! + losses[2]!) / 3).toBeCloseTo(crossEntropyGradient(DIGIT_CLASSIFIER, start, digits).loss, 12);
});

it('is bounded, however wrong the classifier is', () => {
  const sure = digitLosses(
    start.map((weight) => 1e6 * weight),
    digits,
  );
  expect(Math.max(...sure)).toBeLessThan(35);
});

it('begins at the public weights, at the centre of its box, and is one function of the file and of the weights of an iterate', async () => {
  const { objective, weightsAt } = await tunedOnLosses(directory, { start, publicDigits: digits });
  const { objectiveFile } = await writeClientFiles(directory, { name: 'client-01', digits, objective });
  const spec = await readObjectiveFile(objectiveFile);
  const options = spec.kind === 'module' ? spec.options : {};
  expect([...weightsAt(new Float64Array(490).fill(0.5))]).toEqual([...start]);
  const x = Array.from({ length: 490 }, (_, j) => (j % 5) / 4);
  const z = x.map((coordinate) => -10 + 20 * coordinate);
  expect(await evaluate(z, { options })).toEqual({ records: digitLosses(weightsAt(x), digits) });
});
