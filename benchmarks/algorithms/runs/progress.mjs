import { formatCount, formatDuration, formatNumber } from '@fedzoo/shared/telemetry';

/** Lines of progress with the time left, as those that ended took. */
export function createProgress(jobs, { threads, runOf }) {
  const waiting = new Set(jobs.filter((job) => runOf(job) === undefined));
  const taken = new Map();
  const note = (job, { seconds }) => {
    for (const kind of kindsOf(job)) taken.set(kind, [...(taken.get(kind) ?? []), seconds]);
  };
  for (const job of jobs) if (!waiting.has(job)) note(job, runOf(job));
  const expected = (job) =>
    mean(
      kindsOf(job)
        .map((kind) => taken.get(kind))
        .find((seconds) => seconds !== undefined) ?? [0],
    );
  return {
    /** The line of a run that ended. */
    ended(job, run) {
      note(job, run);
      waiting.delete(job);
      const left = [...waiting].reduce((sum, other) => sum + expected(other), 0) / threads;
      const { problem, method, seed } = job;
      const { best, queries, round } = run.rows.at(-1);
      const count = `${String(jobs.length - waiting.size).padStart(String(jobs.length).length)}/${jobs.length}`;
      const values = `F ${formatNumber(run.rows[0].value, 3)} to ${formatNumber(best, 4)}`;
      const cost = `${formatCount(queries)} queries, ${round} rounds, ${formatDuration(run.seconds)}`;
      return `${count}  ${problem.name}  ${method}  seed ${seed}  ${values}  ${cost}; about ${formatDuration(left)} left`;
    },
  };
}

/** What a job's time is guessed from: others of its kind, then of its method in that many dimensions, then any. */
function kindsOf({ problem: { name, dimension, queries }, method }) {
  return [`${name} ${method}`, `${dimension} ${queries} ${method}`, `${dimension} ${queries}`, ''];
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
