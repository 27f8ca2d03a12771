import type { RoundRow } from '@fedzoo/shared/telemetry';

/** A value that has become known for the iterate of a round. */
export interface KnownValue {
  readonly round: number;
  readonly value: number;
}

/** The row with its value, if one has become known that was not known before; what was told once is not retold. */
export function fillValue(row: RoundRow, values: readonly KnownValue[]): RoundRow {
  const known = values.find(({ round }) => round === row.round);
  if (known === undefined || row.value !== null) return row;
  return { ...row, value: known.value, best: least(row.best, known.value) };
}

/** The row of a round that is complete. */
export function nextRow(before: RoundRow, row: Omit<RoundRow, 'value' | 'best'>, values: readonly KnownValue[]): RoundRow {
  return fillValue({ ...row, value: null, best: before.best }, values);
}

/** The row of x0, before anything was asked. */
export const FIRST_ROW: RoundRow = { round: 0, queries: 0, value: null, best: null, bytesUp: 0, bytesDown: 0, seconds: 0, clients: 0 };

function least(best: number | null, value: number): number {
  return best === null ? value : Math.min(best, value);
}
