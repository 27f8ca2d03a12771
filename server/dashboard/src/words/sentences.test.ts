import type { ClientView, RunSummary } from '@fedzoo/shared/telemetry';
import { describe, expect, it } from 'vitest';
import { formatAgo } from './figures.js';
import { listed, overviewSentence, progressWords, reasonSentence } from './sentences.js';

const run: RunSummary = {
  id: 'r',
  name: 'r',
  status: 'running',
  stopped: null,
  round: 12,
  rounds: 50,
  phase: 1,
  phases: 2,
  dimension: 300,
  algorithm: 'fzoos',
  value: { initial: null, best: null, final: null },
  queries: 0,
  bytes: { up: 0, down: 0 },
  seconds: 0,
  createdAtMs: 0,
  startedAtMs: 0,
  finishedAtMs: null,
  waiting: null,
};
const client = {
  client: 'c',
  host: 'h',
  label: 'l',
  weight: 1,
  state: 'idle',
  lastSeenMs: 0,
  queries: 0,
  bytesUp: 0,
  bytesDown: 0,
  run: null,
  round: null,
} as const satisfies ClientView;

describe('the overview', () => {
  it('is told in one sentence, whatever there is', () => {
    expect(overviewSentence([], [])).toBe('Nothing is running, no client is here.');
    expect(overviewSentence([run], [client])).toBe('One run is going, one client is here.');
    expect(
      overviewSentence(
        [run, { ...run, status: 'waiting' }, { ...run, status: 'completed' }],
        [client, client, { ...client, state: 'away' }],
      ),
    ).toBe('One run is going, one run waits, two clients are here.');
    expect(
      overviewSentence(
        [{ ...run, status: 'failed' }],
        Array.from({ length: 13 }, () => client),
      ),
    ).toBe('Nothing is running, 13 clients are here.');
  });
});

describe('progress', () => {
  it('names the open round of a run that moves, and the rounds that are done of one that does not', () => {
    expect(progressWords(run)).toBe('round 13 of 50, phase 2 of 2');
    expect(progressWords({ ...run, phases: 1, phase: 0 })).toBe('round 13 of 50');
    expect(progressWords({ ...run, status: 'paused' })).toBe('12 of 50 rounds');
    expect(progressWords({ ...run, status: 'completed', round: 50 })).toBe('50 of 50 rounds');
  });
});

describe('words', () => {
  it('a reason becomes a sentence, its times those of the reader', () => {
    const local = new Date('2026-11-24T10:15:30.000Z').toLocaleTimeString('en-GB');
    expect(reasonSentence('round 3: 1 of 2 contributions are in; it closes at 2026-11-24T10:15:30.000Z at the latest')).toBe(
      `Round 3: 1 of 2 contributions are in; it closes at ${local} at the latest.`,
    );
  });

  it('a list reads like one, and is counted when it is long', () => {
    expect(listed([])).toBe('');
    expect(listed(['a'])).toBe('a');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
    expect(listed(['a', 'b', 'c', 'd'], 3)).toBe('a, b and 2 more');
  });

  it('a time ago is rounded as people do', () => {
    expect([0, 12, 59, 60, 3600, 86_400, 200_000].map((seconds) => formatAgo(0, seconds * 1000).replaceAll('\u00a0', ' '))).toEqual([
      'now',
      '12 s ago',
      '59 s ago',
      '1 min ago',
      '1 h ago',
      'yesterday',
      '2 days ago',
    ]);
  });
});
