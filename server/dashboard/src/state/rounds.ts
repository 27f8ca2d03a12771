import type { RoundRow } from '@fedzoo/shared/telemetry';

/** `rows` merged into `have` by round number; a row that came later replaces the one with the same number. Sorted, without copies. */
export function mergeRounds(have: readonly RoundRow[], rows: readonly RoundRow[]): readonly RoundRow[] {
  const last = have.at(-1)?.round ?? -1;
  if (rows.length === 1 && rows[0] !== undefined && rows[0].round > last) return [...have, rows[0]];
  const byRound = new Map(have.map((row) => [row.round, row]));
  for (const row of rows) byRound.set(row.round, row);
  return [...byRound.values()].sort((a, b) => a.round - b.round);
}

/** The newest row whose value is known. */
export function lastKnown(rounds: readonly RoundRow[]): RoundRow | null {
  return rounds.findLast((row) => row.value !== null) ?? null;
}
