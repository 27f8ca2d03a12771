import { costAt, type ComparedRun, type Cost } from './compared-run.js';
import { quartiles, type Quartiles } from './quartiles.js';

/** Shares of the initial gap at which methods are compared: a tenth, a thousandth, a hundred-thousandth. */
export const GAP_LEVELS: readonly number[] = [1e-1, 1e-3, 1e-5];

/** A value to be reached. */
export interface Target {
  /** The share of the gap between F(x₀) and the reference that is left there. */
  readonly level: number;
  /** reference + level·(F(x₀) − reference) */
  readonly value: number;
}

export interface CommonTargets {
  readonly initial: number;
  /** F* where a run knows it, else the best value of any run. */
  readonly reference: number;
  readonly isOptimum: boolean;
  readonly targets: readonly Target[];
}

/**
 * Targets that are the same for all runs of one problem (Moré & Wild 2009): shares of the gap from F(x₀) to the optimum or, where it is not
 * known, to the best value that any run found; then they depend on who takes part. Null where F(x₀) is not known, or nobody got below it.
 */
export function commonTargets(runs: readonly ComparedRun[], levels: readonly number[] = GAP_LEVELS): CommonTargets | null {
  const initial = runs.flatMap(({ rows }) => known(rows[0]?.value)).at(0);
  const optimum = runs.flatMap(({ optimum: value }) => known(value)).at(0);
  const best = Math.min(...runs.flatMap(({ rows }) => known(rows.at(-1)?.best)));
  const reference = optimum ?? best;
  if (initial === undefined || !(reference < initial)) return null;
  const targets = levels.map((level) => ({ level, value: reference + level * (initial - reference) }));
  return { initial, reference, isOptimum: optimum !== undefined, targets };
}

/** What a run had spent at the first row whose best is at or below a value; null if it has none. Exact to a round. */
export function costToReach(run: ComparedRun, value: number, cost: Cost = 'queries'): number | null {
  const position = run.rows.findIndex(({ best }) => best !== null && best <= value);
  return position < 0 ? null : costAt(run, cost, position);
}

export interface Reach {
  /** Quartiles over all the runs; null from the run on that never got there. */
  readonly cost: Quartiles;
  /** How many got there. */
  readonly reached: number;
}

/** What the runs of an experiment spent to get to a value. Runs that did not count as infinitely dear, so nothing is won by failing. */
export function reachOf(runs: readonly ComparedRun[], value: number, cost: Cost = 'queries'): Reach {
  const costs = runs.map((run) => costToReach(run, value, cost) ?? Infinity);
  return { cost: quartiles(costs), reached: costs.filter(Number.isFinite).length };
}

function known(value: number | null | undefined): number[] {
  return value === null || value === undefined ? [] : [value];
}
