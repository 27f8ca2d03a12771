import { commonTargets } from '@fedzoo/shared/telemetry';

/** The runs as they were made, in the words of comparisons: a problem is one with its seed, `name` without it. */
export function comparedRuns(jobs, runs) {
  return jobs.map(({ problem, method, seed }, at) => {
    const { rows, trips, optimum } = runs[at];
    return { experiment: method, seed, problem: `${problem.name} #${seed}`, name: problem.name, rows, trips, optimum };
  });
}

/**
 * The runs as shares of the initial gap, 1 at x₀ and 0 at the reference, so that those of several seeds can be put together. The
 * reference of a problem and a seed is F* where it has a closed form, else the best value that any method found there. Where nobody got below F(x₀) all of it is left.
 */
export function relativeRuns(compared) {
  const instances = grouped(compared, ({ problem }) => problem);
  return compared.map((run) => {
    const targets = commonTargets(instances.get(run.problem));
    const share = (value) => (targets === null ? 1 : Math.max(0, (value - targets.reference) / (targets.initial - targets.reference)));
    return { ...run, optimum: 0, rows: run.rows.map((row) => ({ ...row, value: share(row.value), best: share(row.best) })) };
  });
}

/** Runs by problem, over its seeds. */
export function byProblemName(runs) {
  return grouped(runs, ({ name }) => name);
}

function grouped(runs, keyOf) {
  const groups = new Map();
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run]);
  return groups;
}
