import { expect, it } from 'vitest';
import { privacySchema } from './privacy-section.js';
import { validate } from './validation.js';

const SECTION = { unit: 'client', epsilon: 3, delta: 1e-5 };

it.each([
  ['a number', 1.5],
  ['a quantile with its first radius', { quantile: 0.5, first: 0.1 }],
  ['both with a rate and the noise on the count', { quantile: 0.5, first: 0.1, rate: 1, countNoise: 3 }],
])('a clip radius is %s', (_, restart) => {
  expect(validate(privacySchema, { ...SECTION, clip: { restart } })).toMatchObject({ ok: true, value: { clip: { restart } } });
});

it.each([
  [undefined, 'clip.restart', /^is required: a finite number above 0/],
  [-1, 'clip.restart', /^must be a finite number above 0; got -1/],
  ['wide', 'clip.restart', /^must be a finite number above 0; got "?wide/],
  [{ first: 1 }, 'clip.restart.quantile', /^is required: a number above 0 and below 1/],
  [{ quantile: 1, first: 1 }, 'clip.restart.quantile', /^must be a number above 0 and below 1; got 1/],
  [{ quantile: 0.5, first: 0 }, 'clip.restart.first', /^must be a finite number above 0; got 0/],
  [{ quantile: 0.5, first: 1, rate: 1.1 }, 'clip.restart.rate', /^must be a number above 0, at most 1; got 1\.1/],
  [{ quantile: 0.5, first: 1, countNoise: -2 }, 'clip.restart.countNoise', /^must be a finite number above 0; got -2/],
  [{ quantil: 0.5, first: 1 }, 'clip.restart.quantil', /^unknown key; did you mean quantile\?/],
])('a clip radius that is %j is refused, by name', (restart, path, message) => {
  const answer = validate(privacySchema, { ...SECTION, clip: { restart } });
  const problems = answer.ok ? [] : answer.problems;
  expect(problems.find((problem) => problem.path === path)?.message).toMatch(message);
});
