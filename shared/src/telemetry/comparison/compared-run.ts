import type { RoundRow } from '../round-row.js';

/** A run beside others of the same problem, or of several: what comparisons are computed from. */
export interface ComparedRun {
  /** What was tried: runs of one experiment differ by seed (and problem) and are summarised together. */
  readonly experiment: string;
  /** Of the run's random streams. */
  readonly seed: number;
  /** From round 0, which is x₀. */
  readonly rows: readonly RoundRow[];
  /** Round trips up to each row; one a round where it is missing. */
  readonly trips?: readonly number[];
  /** F*, or the least value that anybody knows of. */
  readonly optimum?: number;
  /** Which problem, where several are compared at once. Runs of one problem share F and x₀. */
  readonly problem?: string;
  /** Whether the run was broken off before it ended by itself. */
  readonly isPartial?: boolean;
}

/** What a run spends, cumulative. */
export type Cost = 'queries' | 'bytes' | 'bytesUp' | 'trips' | 'seconds';

/** What a run has spent up to the row at a position. */
export function costAt({ rows, trips }: ComparedRun, cost: Cost, position: number): number {
  const row = rows[position];
  if (row === undefined) return 0;
  if (cost === 'bytes') return row.bytesUp + row.bytesDown;
  return cost === 'trips' ? (trips?.[position] ?? row.round) : row[cost];
}

/** Runs by experiment, in the order in which experiments first appear. */
export function byExperiment(runs: readonly ComparedRun[]): ReadonlyMap<string, readonly ComparedRun[]> {
  return grouped(runs, ({ experiment }) => experiment);
}

/** Runs by problem; those that name none are of one. */
export function byProblem(runs: readonly ComparedRun[]): ReadonlyMap<string, readonly ComparedRun[]> {
  return grouped(runs, ({ problem }) => problem ?? '');
}

function grouped(runs: readonly ComparedRun[], keyOf: (run: ComparedRun) => string): ReadonlyMap<string, readonly ComparedRun[]> {
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const group = groups.get(keyOf(run));
    if (group === undefined) groups.set(keyOf(run), [run]);
    else group.push(run);
  }
  return groups;
}

/**
 * The runs of an experiment that its statistics are of: those that ended by themselves; where none did, those that were broken off. So a
 * run that was cut short never stands beside whole ones.
 */
export function countedRuns(runs: readonly ComparedRun[]): readonly ComparedRun[] {
  const whole = runs.filter(({ isPartial }) => isPartial !== true);
  return whole.length > 0 ? whole : runs;
}
