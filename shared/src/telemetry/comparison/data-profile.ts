import { byExperiment, byProblem, type ComparedRun, type Cost } from './compared-run.js';
import { commonTargets, costToReach } from './targets.js';

/** The shares of problems that an experiment has solved, one a budget. */
export interface DataProfile {
  readonly experiment: string;
  readonly shares: readonly number[];
}

/**
 * Data profiles (Moré & Wild 2009, SIAM J. Optim. 20): for each experiment and budget, the share of problems whose gap was brought down to
 * `level` of the initial gap by then. A problem is one `problem` with one seed, so several seeds of a problem weigh as several; its gap
 * is that of all experiments' runs of the same `problem`. Runs without a target (F(x₀) is not known) count as unsolved. Problems that
 * an experiment has no run of are not held against it: give all experiments the same.
 */
export function dataProfiles(
  runs: readonly ComparedRun[],
  { level, budgets, cost = 'queries' }: { readonly level: number; readonly budgets: readonly number[]; readonly cost?: Cost },
): readonly DataProfile[] {
  const targets = new Map([...byProblem(runs)].map(([problem, all]) => [problem, commonTargets(all, [level])?.targets[0]?.value]));
  return [...byExperiment(runs)].map(([experiment, own]) => {
    const costs = own.map((run) => {
      const target = targets.get(run.problem ?? '');
      return target === undefined ? Infinity : (costToReach(run, target, cost) ?? Infinity);
    });
    return { experiment, shares: budgets.map((budget) => costs.filter((spent) => spent <= budget).length / own.length) };
  });
}
