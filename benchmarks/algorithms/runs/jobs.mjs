import { generatedSeeds } from '../problems/seeds.mjs';
import { METHODS } from './methods.mjs';

/**
 * The runs to make: first all methods on all problems with the first seed, then with the second, so that what is cut short has a little
 * of everything. Methods that are dear to compute are given fewer of the seeds, always the first.
 */
export function jobsOf(problems, methods, { seeds, series = 'algorithms' }) {
  const jobs = problems.flatMap((problem) =>
    generatedSeeds(seeds ?? problem.seeds, series).flatMap((seed, index) =>
      methods
        .filter((method) => isFor(method, problem))
        .filter((method) => !METHODS[method].isDear || seeds !== undefined || index < problem.scarce)
        .map((method) => ({ index, job: { problem, method, seed } })),
    ),
  );
  return jobs.sort((a, b) => a.index - b.index).map(({ job }) => job);
}

/** Whether a method makes sense on a problem. */
function isFor(method, { cohort, failingShare, dimension }) {
  const { needsAll, upTo = Infinity } = METHODS[method];
  return dimension <= upTo && !(needsAll && (cohort !== undefined || failingShare > 0));
}

/**
 * The jobs of those problems with a seed that all methods have a run of, with the runs: comparing methods on different seeds would be
 * comparing seeds.
 */
export function completeRuns(jobs, runOf) {
  const instanceOf = ({ problem, seed }) => `${problem.name} #${seed}`;
  const missing = new Set(jobs.filter((job) => runOf(job) === undefined).map(instanceOf));
  const complete = jobs.filter((job) => !missing.has(instanceOf(job)));
  return { jobs: complete, runs: complete.map(runOf) };
}
