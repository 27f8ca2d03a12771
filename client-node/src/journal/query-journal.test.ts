import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '@fedzoo/shared/objectives';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PhaseKey } from './journal-entry.js';
import { JournalMismatchError } from './phase-record.js';
import { openQueryJournal } from './query-journal.js';

const KEY: PhaseKey = { client: 'a', run: 'r', round: 1, phase: 0 };
const point = (...x: number[]): Float64Array => Float64Array.from(x);
const value = (v: number): Outcome => ({ kind: 'value', value: v });

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-journal-'));
  path = join(directory, 'journal.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('a query journal', () => {
  it('opened again, replays every kind of outcome bit for bit, in order, across other batch borders than they were asked in', async () => {
    const journal = openQueryJournal(path);
    const phase = journal.openPhase(KEY);
    const points = [point(0, 1), point(0.1, 0.2), point(-0, 0.5), point(1, 1)];
    const outcomes: Outcome[] = [value(-0), { kind: 'infeasible' }, { kind: 'failed', reason: 'späte “Größe”\n' }, value(0.1 + 0.2)];
    for (const [index, p] of points.entries()) {
      expect(phase.replay([p])).toEqual([]);
      expect(phase.begin([p])).toBe(index);
      phase.end([outcomes[index]!]);
    }
    await journal.close();

    const again = openQueryJournal(path);
    const replayed = again.openPhase(KEY);
    expect(replayed.replay(points.slice(0, 3))).toStrictEqual(outcomes.slice(0, 3));
    expect(replayed.replay([...points.slice(3), point(0.3, 0.3)])).toStrictEqual(outcomes.slice(3));
    expect(again.spent('a')).toBe(4);
    expect(replayed.begin([point(0.3, 0.3)])).toBe(4);
    await again.close();
  });

  it('refuses to replay at another point than was recorded, be it by one bit, and says which evaluation it was', async () => {
    const journal = openQueryJournal(path);
    const phase = journal.openPhase(KEY);
    phase.begin([point(0.5)]);
    phase.end([value(1)]);
    await journal.close();
    const again = openQueryJournal(path);
    expect(() => again.openPhase(KEY).replay([point(0.5 + Number.EPSILON / 2)])).toThrow(JournalMismatchError);
    expect(() => again.openPhase(KEY).replay([point(0.25)])).toThrow(/evaluation 0 of client a \(run r, round 1, phase 0\)/);
    await again.close();
  });

  it('counts an evaluation that was begun and never ended as spent and failed, and gives its number to the next attempt', async () => {
    const journal = openQueryJournal(path);
    const phase = journal.openPhase(KEY);
    phase.begin([point(0), point(1)]);
    phase.end([value(1), { kind: 'timedOut' }]);
    phase.begin([point(0.5)]);
    await journal.close();

    const again = openQueryJournal(path);
    expect(again.spent('a')).toBe(3);
    const replayed = again.openPhase(KEY);
    expect(replayed.replay([point(0), point(1)])).toHaveLength(2);
    expect(replayed.replay([point(0.5)])).toEqual([]);
    expect(replayed.begin([point(0.5)])).toBe(2);
    replayed.end([value(7)]);
    expect(again.spent('a')).toBe(4);
    expect(replayed.counts()).toEqual({ value: 2, infeasible: 0, failed: 1, timedOut: 1 });
    await again.close();
  });

  it('drops a phase that is done, or that a later one of the same run replaces, but never what it cost', async () => {
    const journal = openQueryJournal(path);
    for (const round of [1, 2]) {
      const phase = journal.openPhase({ ...KEY, round });
      phase.begin([point(round)]);
      phase.end([value(round)]);
      if (round === 1) phase.done();
    }
    await journal.close();
    const again = openQueryJournal(path);
    expect(again.openPhase({ ...KEY, round: 1 }).replay([point(1)])).toEqual([]);
    expect(again.spent('a')).toBe(2);
    expect(again.spent('a', 'r')).toBe(2);
    expect(again.spent('a', 'other')).toBe(0);
    expect(again.spent('b')).toBe(0);
    await again.close();
  });

  it('keeps thousands of clients and several runs apart in one file', async () => {
    const journal = openQueryJournal(path);
    const clients = Array.from({ length: 3000 }, (_, index) => `c${index}`);
    for (const run of ['r', 's']) {
      for (const [index, client] of clients.entries()) {
        const phase = journal.openPhase({ ...KEY, client, run });
        phase.begin([point(index)]);
        phase.end([value(run === 'r' ? index : -index)]);
      }
    }
    await journal.close();
    const again = openQueryJournal(path);
    for (const [index, client] of clients.entries()) {
      expect(again.openPhase({ ...KEY, client, run: 'r' }).replay([point(index)])).toEqual([value(index)]);
      expect(again.spent(client)).toBe(2);
    }
    await again.close();
  });

  it('holds no point, and nothing of a task but its key', async () => {
    const journal = openQueryJournal(path);
    const task = { ...KEY, iterate: point(0.123456789), seeds: [987654321] };
    const phase = journal.openPhase(task);
    phase.begin([point(0.123456789)]);
    phase.end([value(1)]);
    phase.done();
    await journal.close();
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('123456789');
    expect(text).not.toContain('987654321');
  });

  it('refuses outcomes for evaluations that were not begun', async () => {
    const journal = openQueryJournal(path);
    expect(() => journal.openPhase(KEY).end([value(1)])).toThrow(/1 outcomes of client a where 0 evaluations were begun/);
    await journal.close();
  });
});
