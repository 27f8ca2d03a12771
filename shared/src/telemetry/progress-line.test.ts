import { describe, expect, it } from 'vitest';
import { progressLine } from './progress-line.js';
import type { RoundRow } from './round-row.js';

const row = (round: number, change: Partial<RoundRow> = {}): RoundRow => ({
  round,
  queries: round * 535,
  value: -0.0194,
  best: -0.0201,
  bytesUp: round * 215_000,
  bytesDown: round * 215_000,
  seconds: round * 0.5,
  clients: 5,
  ...change,
});

describe('the live line of a round', () => {
  it('in a pipe is plain and complete', () => {
    expect(progressLine(row(12), { rounds: 50, previous: row(11, { seconds: 5.69 }) })).toBe(
      'round 12/50  value -0.019400  best -0.020100  queries 6,420  5.16 MB  0.31 s a round',
    );
  });

  it('on a terminal adds how much of the budget is spent and how long the rest takes', () => {
    expect(progressLine(row(10), { rounds: 50, width: 200 })).toMatch(/ {2}███░{13} {2}20 % {2}20 s left$/);
    expect(progressLine(row(10), { rounds: 50, queryLimit: 5350 * 2, width: 200 })).toMatch(/ {2}50 % {2}5\.0 s left$/);
    expect(progressLine(row(10), { rounds: 50, secondsLimit: 5, width: 200 })).toMatch(/ 100 %$/);
  });

  it('never is longer than the terminal, and gives up what is least needed first', () => {
    for (let width = 0; width < 200; width++) expect(progressLine(row(9), { rounds: 50, width }).length).toBeLessThanOrEqual(width);
    const narrow = progressLine(row(9), { rounds: 50, width: 80 });
    for (const kept of ['round  9/50', 'value', 'queries', '%']) expect(narrow).toContain(kept);
    expect(progressLine(row(9), { rounds: 50, width: 12 })).toBe('round  9/50');
  });

  it('has a dash where the value is not known, and no pace before the first round', () => {
    expect(progressLine(row(0, { value: null, best: null }), { rounds: 5 })).toBe(
      'round 0/5  value         -  best         -  queries 0  0 B',
    );
  });
});
