import type { RoundRow } from '@fedzoo/shared/telemetry';

export type RowWithoutBest = Omit<RoundRow, 'best'>;

/** What a run has spent up to its end. */
type Totals = Pick<RoundRow, 'queries' | 'bytesUp' | 'bytesDown' | 'seconds'>;

/**
 * The rows of a run in order of rounds, with the running best. The last row may lack its value: a method may look at an iterate in the
 * next round only. It is settled, and never changes again, once its value or a row behind it is there.
 */
export interface RoundLog {
  add(row: RowWithoutBest): void;
  /** F(x_round), if that is the last row and it lacks one. */
  fill(round: number, value: number): void;
  /** What the closing phase spent belongs to the last row. */
  addToLast(totals: Totals): void;
  rows(): readonly RoundRow[];
  last(): RoundRow | undefined;
  /** Rows that have been settled since the last call. */
  takeSettled(): readonly RoundRow[];
  /** The row that is not settled, if there is one. */
  unsettled(): readonly RoundRow[];
}

/** A log that goes on from rows that are settled, and maybe one more. */
export function createRoundLog(settled: readonly RoundRow[] = [], unsettled: readonly RoundRow[] = []): RoundLog {
  const rows: RoundRow[] = [...settled, ...unsettled];
  let taken = settled.length;

  const replaceLast = (change: Partial<RoundRow>): void => {
    const last = rows.at(-1);
    if (last !== undefined) rows[rows.length - 1] = withBest({ ...last, ...change }, rows.at(-2));
  };
  const settledCount = (): number => (rows.at(-1)?.value === null ? rows.length - 1 : rows.length);

  return {
    add: (row) => void rows.push(withBest(row, rows.at(-1))),
    fill(round, value) {
      const last = rows.at(-1);
      if (last?.round === round && last.value === null) replaceLast({ value });
    },
    addToLast: (totals) => replaceLast(totals),
    rows: () => rows,
    last: () => rows.at(-1),
    takeSettled() {
      const fresh = rows.slice(taken, settledCount());
      taken += fresh.length;
      return fresh;
    },
    unsettled: () => rows.slice(settledCount()),
  };
}

function withBest({ round, queries, value, bytesUp, bytesDown, seconds, clients }: RowWithoutBest, before: RoundRow | undefined): RoundRow {
  const least = before?.best ?? null;
  const best = value === null || (least !== null && least <= value) ? least : value;
  return { round, queries, value, best, bytesUp, bytesDown, seconds, clients };
}
