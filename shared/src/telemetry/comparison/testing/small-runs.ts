import type { RoundRow } from '../../round-row.js';
import type { ComparedRun } from '../compared-run.js';

/** For tests: a run with these best values, `queriesARound` queries and 100 bytes each way a round. */
export function runOf(
  experiment: string,
  best: readonly (number | null)[],
  options: { readonly seed?: number; readonly queriesARound?: number } & Partial<ComparedRun> = {},
): ComparedRun {
  const { seed = 1, queriesARound = 10, ...more } = options;
  const rows = best.map((value, round): RoundRow => ({
    round,
    queries: round * queriesARound,
    value,
    best: value,
    bytesUp: round * 100,
    bytesDown: round * 100,
    seconds: round,
    clients: round === 0 ? 0 : 5,
  }));
  return { experiment, seed, rows, ...more };
}
