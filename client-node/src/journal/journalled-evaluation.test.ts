import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Objective, Outcome } from '@fedzoo/shared/objectives';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BudgetSpentError, evaluateJournalled, ObjectiveClosedError, type EvaluationPorts } from './journalled-evaluation.js';
import { openQueryJournal, type QueryJournal } from './query-journal.js';

let directory: string;
let journal: QueryJournal;
const open = (): QueryJournal => openQueryJournal(join(directory, 'journal.log'));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-evaluation-'));
  journal = open();
});
afterEach(async () => {
  await journal.close();
  rmSync(directory, { recursive: true });
});

const POINTS = [0.1, 0.2, 0.3].map((x) => Float64Array.of(x));

function portsFor(evaluate: Objective['evaluate'], change: Partial<EvaluationPorts> = {}): EvaluationPorts {
  const phase = journal.openPhase({ client: 'a', run: 'r', round: 1, phase: 0 });
  return {
    client: 'a',
    objective: { dimension: 1, evaluate },
    recording: 'each',
    budget: undefined,
    keepsRecords: false,
    journal,
    phase,
    admit: () => Promise.resolve(() => undefined),
    ...change,
  };
}

describe('journalled evaluation', () => {
  it.each(['each', 'batch'] as const)(
    'with %s recorded, asks the objective for what the journal lacks, and never twice',
    async (recording) => {
      const asked: number[] = [];
      const evaluate = (x: Float64Array, query: number): Outcome => {
        asked.push(query);
        return { kind: 'value', value: x[0]! };
      };
      const first = await evaluateJournalled(POINTS.slice(0, 2), portsFor(evaluate, { recording }));
      await journal.close();
      journal = open();
      const ports = portsFor(evaluate, { recording });
      expect(await evaluateJournalled(POINTS.slice(0, 2), ports)).toEqual(first);
      expect(await evaluateJournalled(POINTS.slice(2), ports)).toEqual([{ kind: 'value', value: 0.3 }]);
      expect(asked).toEqual([0, 1, 2]);
    },
  );

  it.each(['each', 'batch'] as const)(
    'with %s recorded, gives what was told of records again to the last bit, where they are kept',
    async (recording) => {
      const answer = {
        kind: 'value',
        value: -0,
        records: Float64Array.of(0.1, -0, Number.NaN, 1 / 3, 5e-324),
        gradients: Float64Array.of(1e308, Number.NaN, -Infinity),
      } as const;
      const evaluate = (_: Float64Array, query: number): Outcome => (query === 1 ? { kind: 'value', value: 2 } : answer);
      const first = await evaluateJournalled(POINTS, portsFor(evaluate, { recording, keepsRecords: true }));
      expect(first).toEqual([answer, { kind: 'value', value: 2 }, answer]);
      await journal.close();
      journal = open();
      const never = (): Outcome => ({ kind: 'failed', reason: 'asked again' });
      expect(await evaluateJournalled(POINTS, portsFor(never, { recording, keepsRecords: true }))).toEqual(first);
    },
  );

  it('drops what was told of records where nobody reads it', async () => {
    const evaluate = (): Outcome => ({ kind: 'value', value: 1, records: Float64Array.of(1) });
    expect(await evaluateJournalled(POINTS.slice(0, 1), portsFor(evaluate))).toEqual([{ kind: 'value', value: 1 }]);
  });

  it('turns what an objective throws, rejects with, or gives that is not finite into a failed evaluation, which is paid for', async () => {
    const answers: Objective['evaluate'][] = [
      () => {
        throw new Error('broken');
      },
      () => Promise.reject(new Error('gone')),
      () => ({ kind: 'value', value: Number.NaN }),
    ];
    const outcomes = await evaluateJournalled(
      POINTS,
      portsFor((x, query) => answers[query]!(x, query)),
    );
    expect(outcomes.map((outcome) => (outcome.kind === 'failed' ? outcome.reason : outcome.kind))).toEqual([
      'broken',
      'gone',
      'the objective gave NaN, which is not a finite number',
    ]);
    expect(journal.spent('a')).toBe(3);
  });

  it('makes no evaluation of a batch that the budget does not cover, across restarts', async () => {
    const evaluate = (): Outcome => ({ kind: 'value', value: 1 });
    await evaluateJournalled(POINTS.slice(0, 2), portsFor(evaluate, { budget: 3 }));
    await journal.close();
    journal = open();
    const ports = portsFor(evaluate, { budget: 3 });
    await evaluateJournalled(POINTS.slice(0, 2), ports);
    await expect(evaluateJournalled([POINTS[2]!, POINTS[0]!], ports)).rejects.toThrow(BudgetSpentError);
    expect(journal.spent('a')).toBe(2);
    await evaluateJournalled(POINTS.slice(2), ports);
    expect(journal.spent('a')).toBe(3);
  });

  it('leaves an evaluation open whose objective was closed in it, and evaluates that point again under its number', async () => {
    const closed = portsFor((_, query) =>
      query === 1 ? Promise.reject(new ObjectiveClosedError('test')) : { kind: 'value', value: query },
    );
    await expect(evaluateJournalled(POINTS, closed)).rejects.toThrow(ObjectiveClosedError);
    await journal.close();
    journal = open();
    const asked: number[] = [];
    const ports = portsFor((_, query) => {
      asked.push(query);
      return { kind: 'value', value: query };
    });
    expect(await evaluateJournalled(POINTS, ports)).toEqual([0, 1, 2].map((query) => ({ kind: 'value', value: query })));
    expect(asked).toEqual([1, 2]);
    expect(journal.spent('a')).toBe(4);
    expect(ports.phase.counts()).toEqual({ value: 3, infeasible: 0, failed: 1, timedOut: 0 });
  });

  it('has the beginning of an evaluation on record before it is made, and its end before it is used', async () => {
    const seen: number[] = [];
    const ports = portsFor(() => {
      const other = openQueryJournal(join(directory, 'journal.log'));
      seen.push(other.spent('a'));
      void other.close();
      return { kind: 'infeasible' };
    });
    await evaluateJournalled(POINTS, ports);
    expect(seen).toEqual([1, 2, 3]);
    const other = openQueryJournal(join(directory, 'journal.log'));
    expect(other.openPhase({ client: 'a', run: 'r', round: 1, phase: 0 }).counts().infeasible).toBe(3);
    await other.close();
  });
});
