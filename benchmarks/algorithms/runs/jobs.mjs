import { generatedSeeds } from '../problems/seeds.mjs';
import { METHODS } from './methods.mjs';

/**
 * The runs to make: first all problems with the first seed, then with the second, so that what is cut short has a little of everything;
 * with each seed small problems first, and the methods that are extra after all others. Methods that are dear to compute are given fewer
 * of the seeds, always the first.
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
  const rank = ({ index, job }) => [index, Number(isExtra(job)), job.problem.dimension * job.problem.queries];
  return jobs.sort((a, b) => compare(rank(a), rank(b))).map(({ job }) => job);
}

function isExtra({ method }) {
  return METHODS[method].isExtra === true;
}

/** By the first number that differs. */
function compare(a, b) {
  const at = a.findIndex((number, k) => number !== b[k]);
  return at < 0 ? 0 : a[at] - b[at];
}

/** Whether a method makes sense on a problem. */
function isFor(method, { cohort, failingShare, dimension }) {
  const { needsAll, upTo = Infinity } = METHODS[method];
  return dimension <= upTo && !(needsAll && (cohort !== undefined || failingShare > 0));
}

/**
 * The jobs of those problems with a seed that all methods have a run of, but for those that are extra or outside, with the runs: comparing methods
 * on different seeds would be comparing seeds.
 */
export function completeRuns(jobs, runOf) {
  const instanceOf = ({ problem, seed }) => `${problem.name} #${seed}`;
  const absent = jobs.filter((job) => runOf(job) === undefined);
  const missing = new Set(absent.filter((job) => !isExtra(job) && METHODS[job.method].outside === undefined).map(instanceOf));
  const complete = jobs.filter((job) => !missing.has(instanceOf(job)) && runOf(job) !== undefined);
  return { jobs: complete, runs: complete.map(runOf) };
}
