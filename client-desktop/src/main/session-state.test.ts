import { describe, expect, it } from 'vitest';
import type { News } from '../agent/messages.js';
import type { ObjectiveFacts, Session } from '../ipc/session.js';
import { FIRST_SESSION, hearNews, reportedValue } from './session-state.js';

const facts: ObjectiveFacts = { fileName: 'o.yaml', kind: 'synthetic', dimension: 3, weight: 1, budget: 10, uses: [] };
const live: Session = {
  stage: 'live',
  serverUrl: 'http://c',
  objective: facts,
  connection: { state: 'connecting' },
  paused: false,
  leaving: false,
  work: null,
  run: null,
  released: [],
  notice: null,
};
const progress = {
  client: 'c',
  state: 'working',
  run: 'r',
  round: 2,
  phase: 0,
  value: 0.5,
  best: 0.4,
  queries: 7,
  budget: 10,
  bytesUp: 1,
  bytesDown: 2,
} as const;
const event = (told: Extract<News, { kind: 'event' }>['event']): News => ({ kind: 'event', event: told });
const hear = (session: Session, ...news: readonly News[]): Session => news.reduce((heard, told) => hearNews(heard, told, 1000), session);

describe('the session', () => {
  it('takes what is found in the file, or why it cannot be used', () => {
    const reading: Session = { ...FIRST_SESSION, stage: 'form', serverUrl: '', objective: null, reading: true, problem: null };
    expect(hear(reading, { kind: 'inspected', facts })).toMatchObject({ objective: facts, reading: false, problem: null });
    expect(hear(reading, { kind: 'problem', text: 'no' })).toMatchObject({ objective: null, reading: false, problem: 'no' });
  });

  it('follows the connection, and says when the next attempt is', () => {
    expect(hear(live, event({ kind: 'connection', state: 'connected', coordinator: 'C' }))).toMatchObject({
      connection: { state: 'connected', coordinator: 'C' },
    });
    expect(hear(live, event({ kind: 'connection', state: 'lost', reason: 'x', retryMs: 250 }))).toMatchObject({
      connection: { state: 'lost', reason: 'x', retryAtMs: 1250 },
    });
  });

  it('knows the state of its own run only', () => {
    const plan = event({ kind: 'plan', client: 'c', run: 'r', name: 'R', algorithm: 'fedzo', rounds: 4, dimension: 3, privacy: null });
    const state = (run: string): News => event({ kind: 'run', run, status: 'completed', round: 4, phase: 0, value: null, queries: 1 });
    expect(hear(live, plan, state('another'))).toMatchObject({ run: { id: 'r', status: 'running' } });
    expect(hear(live, plan, state('r'))).toMatchObject({ run: { id: 'r', status: 'completed' } });
  });

  it('knows what its run promises, and what became known over all runs, by data set', () => {
    const privacy = {
      unit: 'client',
      relation: 'add-remove',
      trust: 'central',
      epsilon: 2,
      delta: 1e-5,
      dataSet: 'A',
      budget: 8,
      members: 100,
      clip: { restart: 1, difference: 1 },
      restart: 1,
      noise: { restart: 3, difference: 3 },
    } as const;
    const plan = event({ kind: 'plan', client: 'c', run: 'r', name: 'R', algorithm: 'zo-diff2', rounds: 4, dimension: 3, privacy });
    expect(hear(live, plan)).toMatchObject({ run: { privacy: { epsilon: 2, trust: 'central', dataSet: 'A' } } });
    const released = (dataSet: string, epsilon: number): News =>
      event({ kind: 'released', client: 'c', dataSet, unit: 'client', epsilon, budget: 8, delta: 1e-5, releases: 1 });
    const heard = hear(live, released('A', 1), released('B', 3), released('A', 2));
    expect(heard).toMatchObject({
      released: [
        { dataSet: 'A', epsilon: 2 },
        { dataSet: 'B', epsilon: 3 },
      ],
    });
    expect(hear(heard, { kind: 'ended', why: 'left', text: null })).toMatchObject({
      stage: 'ended',
      released: [{ epsilon: 2 }, { epsilon: 3 }],
    });
  });

  it('tells why a round got no answer, until one does', () => {
    const failed = event({ kind: 'value', failure: 'the budget is spent', ...progress });
    expect(hear(live, failed)).toMatchObject({ notice: expect.stringContaining('the budget is spent') as string, work: { queries: 7 } });
    expect(hear(live, failed, event({ kind: 'value', failure: null, ...progress }))).toMatchObject({ notice: null });
  });

  it('ends once, and hears nothing after that', () => {
    const ended = hear(live, { kind: 'ended', why: 'refused', text: 'no' });
    expect(ended).toMatchObject({ stage: 'ended', why: 'refused', text: 'no' });
    expect(hear(ended, event({ kind: 'progress', ...progress }), { kind: 'ended', why: 'left', text: null })).toBe(ended);
  });
});

describe('the curve', () => {
  it('gets a point from an answer that has a value, and from nothing else', () => {
    expect(reportedValue(event({ kind: 'value', failure: null, ...progress }))).toEqual({ run: 'r', round: 2, queries: 7, value: 0.5 });
    expect(reportedValue(event({ kind: 'value', failure: 'x', ...progress, value: null }))).toBeNull();
    expect(reportedValue(event({ kind: 'progress', ...progress }))).toBeNull();
  });
});
