// npm run bench:algorithms [-- --full] [--minutes N] [--fresh] [--problem TEXT]… [--method NAME]… [--seeds N] [--queries N] [--series TEXT]
// [--threads N] [--out DIR]
// Methods × problems × seeds in memory, a run a thread: minutes, or with --full an hour at a time. Every run that ended is in OUT/runs.jsonl at
// once, so what was interrupted, or cut by --minutes, goes on where it was; --fresh begins anew. Without a selection of its own it also writes its
// tables into docs/algorithms-benchmark.md, or -full.md.
import { formatDuration, textTable } from '@fedzoo/shared/telemetry';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCommandLine } from './command-line.mjs';
import { resultsOf } from './results/results.mjs';
import { codeFingerprints } from './runs/code-fingerprint.mjs';
import { completeRuns, jobsOf } from './runs/jobs.mjs';
import { METHODS } from './runs/methods.mjs';
import { missingFor } from './runs/outside-baseline.mjs';
import { createProgress } from './runs/progress.mjs';
import { openRunLog } from './runs/run-log.mjs';
import { runAll } from './runs/thread-pool.mjs';
import { updateDocument, writeResults } from './shown/output.mjs';
import { problemTable, profileTable, seedTable } from './shown/tables.mjs';

/** Between two writings of what is complete so far. */
const WRITE_EVERY_MS = 120_000;

const root = fileURLToPath(new URL('../../', import.meta.url));
const asked = commandLine();
const methods = asked.methods.filter(isPresent);
const jobs = jobsOf(asked.problems, methods, asked);
const log = await openRunLog(join(asked.out, 'runs.jsonl'), { codes: await codeFingerprints(root, methods), isFresh: asked.isFresh });
const missing = jobs.filter((job) => log.runOf(job) === undefined);
if (missing.length < jobs.length) say(`${jobs.length - missing.length} of ${jobs.length} runs are there already; --fresh makes them again`);

const begun = performance.now();
const deadline = begun + 60_000 * (asked.minutes ?? Infinity);
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
const progress = createProgress(jobs, { threads: asked.threads, runOf: log.runOf });
let written = begun;
await runAll(missing, {
  threads: asked.threads,
  signal: interruption.signal,
  mayBegin: () => performance.now() < deadline,
  onEnd: async (job, run) => {
    if (run.failure !== undefined) return say(`${job.problem.name}: ${job.method} is left out, ${run.failure}`);
    await log.append(job, run);
    say(progress.ended(job, run));
    if (performance.now() - written < WRITE_EVERY_MS) return;
    written = performance.now();
    await write();
  },
});

const results = await write();
if (results === undefined) {
  say('no problem has all its runs with any seed yet; the same command goes on where it was');
  process.exit(interruption.signal.aborted ? 130 : 1);
}
if (asked.isWhole) await updateDocument(asked.isFull ? 'full' : 'quick', results);
const seedTables = results.seedBySeed.length === 0 ? [] : [seedTable(results.seedBySeed)];
for (const table of [...results.profiles.map(profileTable), ...seedTables, ...results.problems.map(problemTable)]) {
  console.log(`\n${table.title}\n${textTable(table)}`);
}
console.log(`\n${results.counts}\n${relative(process.cwd(), join(asked.out, 'algorithms.html'))}`);
// A second interruption would have ended it at once; what came before it is told.
if (interruption.signal.aborted) process.exit(130);

/** Writes what is complete; undefined if nothing is. */
async function write() {
  const complete = completeRuns(jobs, log.runOf);
  if (complete.jobs.length === 0) return undefined;
  const planned = ({ name }) => new Set(jobs.filter(({ problem }) => problem.name === name).map(({ seed }) => seed)).size;
  const made = jobs.filter((job) => log.runOf(job) !== undefined);
  const seconds = made.reduce((sum, job) => sum + log.runOf(job).seconds, 0);
  const cut = complete.jobs.length < jobs.length ? ` of ${jobs.length}; only problems with seeds that all methods have run` : '';
  const counts = `${complete.jobs.length} run${complete.jobs.length === 1 ? '' : 's'}${cut}, ${formatDuration(seconds)} of computing on one thread`;
  const context = { command: asked.command, counts };
  const parts = resultsOf(asked.problems, methods, { ...complete, planned });
  // Without times, so that what is written follows from the jobs alone.
  const outcomes = complete.jobs.map(({ problem, method, seed }, at) => ({
    problem: problem.name,
    method,
    seed,
    ...complete.runs[at],
    seconds: undefined,
  }));
  await writeResults(asked.out, parts, { ...context, outcomes });
  return { ...parts, ...context };
}

function isPresent(method) {
  const { outside } = METHODS[method];
  const missing = outside === undefined ? undefined : missingFor(outside);
  if (missing !== undefined) say(`${method} is left out: ${missing}`);
  return missing === undefined;
}

function commandLine() {
  try {
    return readCommandLine(process.argv.slice(2), root);
  } catch (error) {
    say(error.message);
    process.exit(2);
  }
}

function say(text) {
  process.stderr.write(`bench:algorithms: ${text}\n`);
}
