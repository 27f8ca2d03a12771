import { describe, expect, it } from 'vitest';
import type { ClientId, Contribution, RunId, RunPlan, Tensor } from '../federation/messages.js';
import { checkContribution } from './guards.js';
import type { ContributionContext } from './guards.js';

const vector = (...values: number[]): Tensor => ({ dtype: 'f64', shape: [values.length], values: Float64Array.from(values) });
const run = 'r' as RunId;
const plan: RunPlan = { run, name: 'n', seed: 1, rounds: 9, dimension: 2, dtype: 'f64', algorithm: { kind: 'fedzo' } };
const context: ContributionContext = {
  plan,
  round: 3,
  phase: 1,
  clients: new Set(['a', 'b'] as ClientId[]),
  tensorShapes: { update: [2], loss: [] },
};
const contribution: Contribution = {
  run,
  round: 3,
  phase: 1,
  client: 'a' as ClientId,
  tensors: { update: vector(1, 2), loss: { dtype: 'f64', shape: [], values: Float64Array.of(1) } },
  queries: 1,
  outcomes: { value: 1, infeasible: 0, failed: 0, timedOut: 0 },
};

describe('a contribution against the open phase', () => {
  it('counts when it is what was asked for', () => {
    expect(checkContribution(contribution, context)).toEqual({ ok: true });
  });

  it('needs no tensors when it reports a failure', () => {
    expect(checkContribution({ ...contribution, tensors: {}, failure: 'no power' }, context)).toEqual({ ok: true });
  });

  const cases: readonly (readonly [string, Partial<Contribution>, string, string])[] = [
    ['of another run', { run: 'other' as RunId }, 'wrong-run', 'run'],
    ['of a round that is over', { round: 2, phase: 5 }, 'late', 'round'],
    ['of a phase that is over', { phase: 0 }, 'late', 'phase'],
    ['of a round to come', { round: 4, phase: 0 }, 'wrong-phase', 'round'],
    ['of a phase to come', { phase: 2 }, 'wrong-phase', 'phase'],
    ['of a client that was not asked', { client: 'c' as ClientId }, 'not-in-cohort', 'client'],
    ['without a tensor', { tensors: { loss: vector() } }, 'invalid', 'tensors.update'],
    ['with a tensor too many', { tensors: { ...contribution.tensors, more: vector(1) } }, 'invalid', 'tensors.more'],
    [
      'with a tensor named like a property of objects',
      { tensors: { ...contribution.tensors, toString: vector(1) } },
      'invalid',
      'tensors.toString',
    ],
    ['with another length', { tensors: { ...contribution.tensors, update: vector(1) } }, 'shape-mismatch', 'tensors.update.shape'],
    ['with another number of axes', { tensors: { ...contribution.tensors, loss: vector(1) } }, 'shape-mismatch', 'tensors.loss.shape'],
    [
      'of another dtype',
      { tensors: { ...contribution.tensors, update: { ...vector(1, 2), dtype: 'f32' } } },
      'invalid',
      'tensors.update.dtype',
    ],
  ];

  it.each(cases)('is refused when it is one %s', (_name, change, code, field) => {
    const judged = checkContribution({ ...contribution, ...change }, context);
    if (judged.ok) throw new Error('accepted');
    const { client, run: of } = { ...contribution, ...change };
    expect(judged.error).toMatchObject({ code, field: `contribution.${field}`, client, run: of });
    expect(judged.error.text).toMatch(/; (answer|wait|send|the run's)/);
  });
});
