import { describe, expect, it } from 'vitest';
import { createRoundLog, type RowWithoutBest } from './round-log.js';

const row = (round: number, value: number | null): RowWithoutBest => ({
  round,
  queries: round,
  value,
  bytesUp: 0,
  bytesDown: 0,
  seconds: 0,
  clients: 1,
});

describe('the rows of a run', () => {
  it('are settled at once where their value is known', () => {
    const log = createRoundLog();
    log.add(row(0, 3));
    log.add(row(1, 5));
    expect(log.takeSettled().map(({ round, best }) => [round, best])).toEqual([
      [0, 3],
      [1, 3],
    ]);
    expect(log.takeSettled()).toEqual([]);
    expect(log.unsettled()).toEqual([]);
  });

  it('wait for a value that comes in the next round, and are told with it', () => {
    const log = createRoundLog();
    log.add(row(0, null));
    expect(log.takeSettled()).toEqual([]);
    expect(log.unsettled()).toHaveLength(1);
    log.fill(0, 4);
    log.add(row(1, null));
    expect(log.takeSettled()).toMatchObject([{ round: 0, value: 4, best: 4 }]);
    log.fill(1, 2);
    log.addToLast({ queries: 9, bytesUp: 8, bytesDown: 7, seconds: 6 });
    expect(log.takeSettled()).toEqual([{ round: 1, value: 2, best: 2, queries: 9, bytesUp: 8, bytesDown: 7, seconds: 6, clients: 1 }]);
  });

  it('do not change once another row is behind them, or once they have a value', () => {
    const log = createRoundLog();
    log.add(row(0, null));
    log.add(row(1, 7));
    log.fill(0, 1);
    log.fill(1, 1);
    expect(log.rows().map(({ value, best }) => [value, best])).toEqual([
      [null, null],
      [7, 7],
    ]);
    expect(log.takeSettled()).toHaveLength(2);
  });

  it('go on from those of an earlier attempt, which are not told again', () => {
    const first = createRoundLog();
    first.add(row(0, 2));
    first.add(row(1, null));
    const log = createRoundLog(first.takeSettled(), first.unsettled());
    log.fill(1, 1);
    expect(log.takeSettled()).toMatchObject([{ round: 1, value: 1, best: 1 }]);
    expect(log.rows()).toHaveLength(2);
  });
});
