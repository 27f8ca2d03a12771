import { thinRows } from '../series.js';
import { costAt, type ComparedRun, type Cost } from './compared-run.js';
import { quartiles, type Quartiles } from './quartiles.js';

/** Quartiles over runs of the best value known once `spent` was spent. */
export interface CurvePoint extends Quartiles {
  readonly spent: number;
}

/** Where rows of the runs stand on an axis of cost: sorted, each once, thinned evenly to at most about `limit`. */
export function costGrid(runs: readonly ComparedRun[], cost: Cost, limit = 400): readonly number[] {
  const spent = new Set(runs.flatMap((run) => run.rows.map((_, position) => costAt(run, cost, position))));
  return thinRows(
    [...spent].sort((a, b) => a - b),
    limit,
  );
}

/**
 * The best value against what it cost, as quartiles over runs (of one experiment and problem) at each place of a grid in increasing order.
 * A run counts with the best value of its last row that had cost no more: values between two rows are not guessed, and a run that ended
 * earlier keeps what it had. A run without a known value counts as infinitely bad. O(rows + grid · runs · log runs).
 */
export function quartileCurve(
  runs: readonly ComparedRun[],
  cost: Cost,
  grid: readonly number[] = costGrid(runs, cost),
): readonly CurvePoint[] {
  const columns = runs.map((run) => bestOnGrid(run, cost, grid));
  return grid.map((spent, g) => ({ spent, ...quartiles(columns.map((column) => column[g]!)) }));
}

function bestOnGrid(run: ComparedRun, cost: Cost, grid: readonly number[]): readonly number[] {
  let next = 0;
  let best = Infinity;
  return grid.map((spent) => {
    while (next < run.rows.length && costAt(run, cost, next) <= spent) {
      best = run.rows[next]!.best ?? Infinity;
      next += 1;
    }
    return best;
  });
}
