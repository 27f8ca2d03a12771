import { expect, it } from 'vitest';
import { createStream } from '../../numeric/random-stream.js';
import type { Outcome } from '../../objectives/objective.js';
import { noiseVariance } from './noise-variance.js';

const x = Float64Array.of(0.5);

function measured(value: number, again: Outcome): number {
  const step = noiseVariance({ iterate: x, value });
  expect(step.next().value).toEqual([x]);
  const { done, value: variance } = step.next([again]);
  if (done !== true) throw new Error('it asks for more than one evaluation');
  return variance;
}

it('is exactly 0 where a value repeats, and where the second evaluation fails', () => {
  expect(measured(0.1 + 0.2, { kind: 'value', value: 0.1 + 0.2 })).toBe(0);
  expect(measured(1, { kind: 'timedOut' })).toBe(0);
});

it('has the variance as its mean: 9 within 5 % at σ = 3, over 20,000 pairs', () => {
  const stream = createStream({ seed: 5, client: 0, round: 0, purpose: 'test' });
  let sum = 0;
  for (let pair = 0; pair < 20_000; pair++) sum += measured(3 * stream.normal(), { kind: 'value', value: 3 * stream.normal() });
  expect(Math.abs(sum / 20_000 - 9)).toBeLessThan(0.45);
});
