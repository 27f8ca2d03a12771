// npm run bench:algorithms [-- --full] [--problem TEXT]… [--method NAME]… [--seeds N] [--queries N] [--series TEXT] [--threads N] [--out DIR]
// Methods × problems × seeds in memory, a run a thread: minutes, or with --full about an hour on two quiet cores. Without a selection
// of its own it also writes its tables into docs/algorithms-benchmark.md.
import { formatCount, formatNumber, textTable } from '@fedzoo/shared/telemetry';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { METHODS } from './methods.mjs';
import { updateDocument, writeResults } from './output.mjs';
import { benchmarkProblems } from './problems.mjs';
import { resultsOf } from './results.mjs';
import { generatedSeeds } from './seeds.mjs';
import { problemTable, profileTable } from './tables.mjs';
import { runAll } from './thread-pool.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What makes the result another than that of the document. */
const SELECTING = ['problem', 'method', 'seeds', 'queries', 'series'];

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    full: { type: 'boolean', default: false },
    problem: { type: 'string', multiple: true },
    method: { type: 'string', multiple: true },
    seeds: { type: 'string' },
    queries: { type: 'string' },
    series: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    out: { type: 'string', default: join(root, '.fedzoo/benchmarks') },
  },
});
const methods = options.method ?? Object.keys(METHODS);
const unknown = methods.find((method) => !Object.hasOwn(METHODS, method));
if (unknown !== undefined) fail(`there is no method ${unknown}; methods are ${Object.keys(METHODS).join(', ')}`);
const problems = benchmarkProblems(options.full)
  .filter(({ name }) => options.problem === undefined || options.problem.some((text) => name.includes(text)))
  .map((problem) => ({ ...problem, ...(options.queries === undefined ? {} : { queries: Number(options.queries) }) }));
if (problems.length === 0) fail(`no problem's name contains ${options.problem?.join(' or ')}`);

const jobs = problems.flatMap(jobsOf);
let ended = 0;
const runs = await runAll(jobs, { threads: Number(options.threads), onEnd: tell });
const results = resultsOf(problems, methods, { jobs, runs });
const command = ['npm run bench:algorithms', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
await writeResults(options.out, results, {
  command,
  outcomes: jobs.map(({ problem, method, seed }, at) => ({ problem: problem.name, method, seed, ...runs[at] })),
});
if (SELECTING.every((name) => options[name] === undefined)) await updateDocument(results, command);
for (const table of [...results.profiles.map(profileTable), ...results.problems.map(problemTable)]) {
  console.log(`\n${table.title}\n${textTable(table)}`);
}
console.log(`\n${relative(process.cwd(), join(options.out, 'algorithms.html'))}`);

/** Dear methods are given fewer of the seeds, always the first. */
function jobsOf(problem) {
  const eligible = methods.filter((method) => !METHODS[method].needsAll || (problem.cohort === undefined && problem.failingShare === 0));
  return generatedSeeds(Number(options.seeds ?? problem.seeds), options.series ?? 'algorithms').flatMap((seed, index) =>
    eligible
      .filter((method) => !METHODS[method].isDear || options.seeds !== undefined || index < problem.scarce)
      .map((method) => ({ problem, method, seed })),
  );
}

function tell({ problem, method, seed }, { rows }) {
  ended += 1;
  const { best, queries, round } = rows.at(-1);
  const count = `${String(ended).padStart(String(jobs.length).length)}/${jobs.length}`;
  const values = `F ${formatNumber(rows[0].value, 3)} to ${formatNumber(best, 4)}`;
  process.stderr.write(`${count}  ${problem.name}  ${method}  seed ${seed}  ${values}  ${formatCount(queries)} queries, ${round} rounds\n`);
}

function fail(text) {
  console.error(`bench:algorithms: ${text}`);
  process.exit(2);
}
