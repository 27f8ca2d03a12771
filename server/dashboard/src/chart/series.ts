import type { RoundRow } from '@fedzoo/shared/telemetry';
import { lastKnown } from '../state/rounds.js';
import { formatBytes, formatCount, formatValue } from '../words/figures.js';

export type AxisKind = 'queries' | 'bytes' | 'rounds';

export const AXES = [
  { kind: 'queries', word: 'queries' },
  { kind: 'bytes', word: 'bytes' },
  { kind: 'rounds', word: 'rounds' },
] as const satisfies readonly { kind: AxisKind; word: string }[];

/** The curve in columns, one entry a round; null where a value is not known. */
export interface ChartSeries {
  readonly at: readonly number[];
  readonly value: readonly (number | null)[];
  readonly best: readonly (number | null)[];
}

export function chartSeries(rounds: readonly RoundRow[], axis: AxisKind): ChartSeries {
  return {
    at: rounds.map((row) => position(row, axis)),
    value: rounds.map((row) => row.value),
    best: rounds.map((row) => row.best),
  };
}

function position(row: RoundRow, axis: AxisKind): number {
  switch (axis) {
    case 'queries':
      return row.queries;
    case 'bytes':
      return row.bytesUp + row.bytesDown;
    case 'rounds':
      return row.round;
  }
}

/** Whether every known value is above zero. */
export function logIsPossible(series: ChartSeries): boolean {
  return [...series.value, ...series.best].every((value) => value === null || value > 0);
}

/** What is written above the curve: the round pointed at, else the newest whose value is known; null before there is one. */
export function readout(rounds: readonly RoundRow[], pointed: number | null) {
  const row = (pointed === null ? undefined : rounds[pointed]) ?? lastKnown(rounds) ?? rounds.at(-1);
  if (row === undefined) return null;
  return {
    round: row.round,
    value: formatValue(row.value),
    best: formatValue(row.best),
    queries: formatCount(row.queries),
    bytes: formatBytes(row.bytesUp + row.bytesDown),
  };
}
