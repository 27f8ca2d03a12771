import { expect, it } from 'vitest';
import type { AgentEvent } from '../agent/agent-event.js';
import { createEventLines } from './agent-lines.js';

const ended = (run: string): AgentEvent => ({ kind: 'run', run, status: 'completed', round: 4, phase: 0, value: null, queries: 12 });
const plan = (client: string, run: string, privacy: Extract<AgentEvent, { kind: 'plan' }>['privacy']): AgentEvent => ({
  kind: 'plan',
  client,
  run,
  name: 'ward',
  algorithm: 'zo-diff2',
  rounds: 4,
  dimension: 3,
  privacy,
});
const PRIVATE = {
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  epsilon: 2,
  delta: 1e-5,
  dataSet: 'ward 7',
  budget: 8,
  members: 100,
  clip: { restart: 1, difference: 1 },
  restart: 1,
  noise: { restart: 3, difference: 3 },
} as const;
const released = (client: string, epsilon: number): AgentEvent => ({
  kind: 'released',
  client,
  dataSet: 'ward 7',
  unit: 'record',
  epsilon,
  budget: 8,
  delta: 1e-5,
  releases: 4,
});

it('tells with the plan that the clip radius is adapted, from what, and what the count costs', () => {
  const line = (adapted?: { quantile: number; rate: number; countNoise: number }) =>
    createEventLines()(plan('c', 'r', { ...PRIVATE, clip: { ...PRIVATE.clip, ...(adapted && { adapted }) } }));
  expect(line()).not.toContain('radius');
  // (1 − (3/12)²)^−½ = 1.0328
  expect(line({ quantile: 0.5, rate: 0.2, countNoise: 6 })).toContain(
    'The clip radius begins at 1.00 and is adapted, until a share of 0.5 of the members is within it: how many are is counted in each release, with noise of standard deviation 6.00, which costs no ε of its own but 3.3 % more noise on the rest',
  );
});

it('tells at the end of a private run what became known of the records here, of the client of which most did', () => {
  const lines = createEventLines();
  expect(lines(plan('a', 'r', PRIVATE))).toContain('ε = 2 at δ = 0.00001 for a record');
  for (const event of [released('a', 1), released('b', 3.2101), released('a', 2)]) expect(lines(event)).toBeUndefined();
  expect(lines(ended('r'))).toBe(
    'run r is completed in round 4; about each record here, of ward 7, over all runs: ε = 3.22 of 8 at δ = 0.00001, 4 releases',
  );
});

it('tells at the end of another run only that it has ended', () => {
  const lines = createEventLines();
  lines(plan('a', 'r', PRIVATE));
  lines(released('a', 2));
  expect(lines(plan('a', 'open', null))).toContain('not private');
  expect(lines(ended('open'))).toBe('run open is completed in round 4');
});
