import type { Contribution, RunState } from '@fedzoo/shared/federation/server';
import { describe, expect, it } from 'vitest';
import { closesAtMs, quorumReached } from './closing.js';

const NO_TIMES = { quorumAtMs: null, graceUntilMs: 0, quorumGraceMs: 100 };

describe('a phase closes', () => {
  it('at once when nobody is awaited, else not before something comes in', () => {
    expect(closesAtMs(collecting({ contributed: 3 }), 0, NO_TIMES)).toBe(0);
    expect(closesAtMs(collecting({ contributed: 2 }), 1, NO_TIMES)).toBe(Infinity);
  });

  it('at its deadline, once a contribution is there', () => {
    expect(closesAtMs(collecting({ contributed: 0, deadlineMs: 500 }), 3, NO_TIMES)).toBe(Infinity);
    expect(closesAtMs(collecting({ contributed: 1, deadlineMs: 500 }), 2, NO_TIMES)).toBe(500);
  });

  it('not before the grace after a restart is over, whatever its deadline', () => {
    expect(closesAtMs(collecting({ contributed: 1, deadlineMs: 500 }), 2, { ...NO_TIMES, graceUntilMs: 900 })).toBe(900);
    expect(closesAtMs(collecting({ contributed: 1, deadlineMs: 500 }), 2, { ...NO_TIMES, graceUntilMs: 300 })).toBe(500);
  });

  it('a moment after its quorum, or at its deadline if that is sooner', () => {
    expect(closesAtMs(collecting({ contributed: 2 }), 1, { ...NO_TIMES, quorumAtMs: 200 })).toBe(300);
    expect(closesAtMs(collecting({ contributed: 2, deadlineMs: 250 }), 1, { ...NO_TIMES, quorumAtMs: 200 })).toBe(250);
  });
});

describe('a quorum', () => {
  it.each([
    [0.7, 10, 6, false],
    [0.7, 10, 7, true],
    [0.5, 3, 1, false],
    [0.5, 3, 2, true],
    [0.01, 3, 1, true],
    [1, 3, 2, false],
  ])('of %f of %i is reached by %i: %s', (quorum, cohort, contributed, reached) => {
    expect(quorumReached(collecting({ cohort, contributed }), { quorum })).toBe(reached);
  });

  it('does not count failures, and is never reached where there is none', () => {
    expect(quorumReached(collecting({ contributed: 1, failed: 5 }), { quorum: 0.5 })).toBe(false);
    expect(quorumReached(collecting({ contributed: 3 }), { quorum: undefined })).toBe(false);
  });
});

/** Of a state, what closing looks at. */
function collecting({ cohort = 3, contributed = 0, failed = 0, deadlineMs = 0 }): RunState {
  const contributions = [...Array<object>(contributed).fill({}), ...Array<object>(failed).fill({ failure: 'no' })] as Contribution[];
  return {
    status: 'collecting',
    cohort: Array.from({ length: cohort }, (_, number) => number),
    contributions,
    deadlineMs,
  } as unknown as RunState;
}
