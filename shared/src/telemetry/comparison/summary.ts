import { byExperiment, costAt, countedRuns, type ComparedRun, type Cost } from './compared-run.js';
import { quartiles, type Quartiles } from './quartiles.js';
import { commonTargets, GAP_LEVELS, reachOf, type CommonTargets, type Target } from './targets.js';

/** What the runs of one experiment came to, as quartiles over them. */
export interface ExperimentSummary {
  readonly experiment: string;
  /** How many runs that is of. */
  readonly runs: number;
  /** Whether these were broken off: none ended by itself. */
  readonly isPartial: boolean;
  readonly queries: Quartiles;
  readonly bytes: Quartiles;
  readonly rounds: Quartiles;
  readonly trips: Quartiles;
  readonly seconds: Quartiles;
  /** F at the last iterate, of the runs where it is known. */
  readonly final: Quartiles;
  readonly best: Quartiles;
  readonly targets: readonly ReachedTarget[];
}

/** What it cost to reach one of the common targets. */
export interface ReachedTarget extends Target {
  /** How many runs reached it. */
  readonly reached: number;
  readonly queries: Quartiles;
  readonly bytes: Quartiles;
  readonly trips: Quartiles;
}

export interface ComparisonSummary {
  /** Null where there is nothing to aim at: see `commonTargets`. */
  readonly targets: CommonTargets | null;
  readonly experiments: readonly ExperimentSummary[];
}

/** The runs of one problem, summarised by experiment in the order in which they come. */
export function summarise(runs: readonly ComparedRun[], levels: readonly number[] = GAP_LEVELS): ComparisonSummary {
  const targets = commonTargets(runs, levels);
  return { targets, experiments: [...byExperiment(runs)].map(([name, all]) => summaryOf(name, all, targets)) };
}

function summaryOf(experiment: string, all: readonly ComparedRun[], common: CommonTargets | null): ExperimentSummary {
  const runs = countedRuns(all);
  const spent = (cost: Cost): Quartiles => quartiles(runs.map((run) => costAt(run, cost, run.rows.length - 1)));
  const last = (key: 'value' | 'best'): Quartiles => quartiles(runs.flatMap(({ rows }) => rows.at(-1)?.[key] ?? []));
  return {
    experiment,
    runs: runs.length,
    isPartial: runs.some(({ isPartial }) => isPartial === true),
    queries: spent('queries'),
    bytes: spent('bytes'),
    rounds: quartiles(runs.map(({ rows }) => rows.at(-1)?.round ?? 0)),
    trips: spent('trips'),
    seconds: spent('seconds'),
    final: last('value'),
    best: last('best'),
    targets: (common?.targets ?? []).map((target) => {
      const { cost: queries, reached } = reachOf(runs, target.value);
      const to = (cost: Cost): Quartiles => reachOf(runs, target.value, cost).cost;
      return { ...target, reached, queries, bytes: to('bytes'), trips: to('trips') };
    }),
  };
}
