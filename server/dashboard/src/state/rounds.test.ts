import type { RoundRow } from '@fedzoo/shared/telemetry';
import { describe, expect, it } from 'vitest';
import { lastKnown, mergeRounds } from './rounds.js';

const row = (round: number, value: number | null = null): RoundRow => ({
  round,
  value,
  best: value,
  queries: 10 * round,
  bytesUp: 0,
  bytesDown: 0,
  seconds: round,
  clients: 2,
});

describe('rounds', () => {
  it('a row that comes twice is kept once, as it came last', () => {
    expect(mergeRounds([row(0), row(1), row(2)], [row(1, 0.5), row(3)])).toEqual([row(0), row(1, 0.5), row(2), row(3)]);
  });

  it('come out in order, however they came in', () => {
    expect(mergeRounds([row(4)], [row(2), row(0), row(3), row(1)]).map(({ round }) => round)).toEqual([0, 1, 2, 3, 4]);
    expect(mergeRounds([row(4)], [row(3)]).map(({ round }) => round)).toEqual([3, 4]);
  });

  it('the newest known value is not that of a round whose value is still open', () => {
    expect(lastKnown([row(0, 3), row(1, 2), row(2)])?.round).toBe(1);
    expect(lastKnown([row(0)])).toBeNull();
  });
});
