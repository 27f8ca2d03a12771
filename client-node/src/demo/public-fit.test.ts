import { expect, it } from 'vitest';
import { DIGIT_CLASSIFIER } from './classifier.js';
import { scoreDigits } from './digits-objective.js';
import { readDigits, selectDigits } from './digits.js';
import { fitOnPublic } from './public-fit.js';
import { splitDigits } from './split.js';

const digits = await readDigits();

it.each([1, 2, 3])('fits the public digits and leaves room above 0.7 on the held-out, seed %d', (seed) => {
  const split = splitDigits(digits.labels, seed);
  const weights = fitOnPublic(DIGIT_CLASSIFIER, selectDigits(digits, split.public), seed);
  expect(scoreDigits(weights, selectDigits(digits, split.public))).toBeGreaterThan(0.95);
  const heldOut = scoreDigits(weights, selectDigits(digits, split.heldOut));
  expect(heldOut).toBeGreaterThan(0.7);
  expect(heldOut).toBeLessThan(0.85);
});

it('gives the same weights to the last bit again, and others with another seed', () => {
  const data = selectDigits(digits, splitDigits(digits.labels, 1).public.slice(0, 40));
  const weights = fitOnPublic(DIGIT_CLASSIFIER, data, 1);
  expect(fitOnPublic(DIGIT_CLASSIFIER, data, 1)).toEqual(weights);
  expect(fitOnPublic(DIGIT_CLASSIFIER, data, 2)).not.toEqual(weights);
});
