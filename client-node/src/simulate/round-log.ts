import type { RoundRow } from '@fedzoo/shared/telemetry';

export type RowWithoutBest = Omit<RoundRow, 'best'>;

/** The rows of a run in order of rounds, with the running best. A value that becomes known later is filled in. */
export interface RoundLog {
  add(row: RowWithoutBest): void;
  /** F(x_round), unless it is known already. */
  fill(round: number, value: number): void;
  rows(): readonly RoundRow[];
  best(): number | null;
}

/** A log that goes on from the rows given. */
export function createRoundLog(earlier: readonly RoundRow[] = []): RoundLog {
  const rows: RowWithoutBest[] = [...earlier];
  return {
    add: (row) => void rows.push(row),
    fill(round, value) {
      const index = rows.findIndex((row) => row.round === round);
      const row = rows[index];
      if (row !== undefined && row.value === null) rows[index] = { ...row, value };
    },
    rows() {
      let best: number | null = null;
      return rows.map((row) => {
        if (row.value !== null && (best === null || row.value < best)) best = row.value;
        const { round, queries, value, bytesUp, bytesDown, seconds, clients } = row;
        return { round, queries, value, best, bytesUp, bytesDown, seconds, clients };
      });
    },
    best: () =>
      rows.reduce<number | null>((least, { value }) => (value !== null && (least === null || value < least) ? value : least), null),
  };
}
