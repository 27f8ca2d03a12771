// npm run bench:algorithms [-- --full] [--problem TEXT]… [--method NAME]… [--seeds N] [--queries N] [--series TEXT] [--threads N] [--out DIR]
// Methods × problems × seeds in memory, a run a thread: minutes, or with --full about an hour on two quiet cores. Without a selection
// of its own it also writes its tables into docs/algorithms-benchmark.md.
import { formatCount, formatNumber, standaloneSvg, textTable } from '@fedzoo/shared/telemetry';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { withResults } from './document.mjs';
import { METHODS } from './methods.mjs';
import { NOTES } from './notes.mjs';
import { profileChart, renderBenchmark } from './page.mjs';
import { benchmarkProblems } from './problems.mjs';
import { resultsOf } from './results.mjs';
import { generatedSeeds } from './seeds.mjs';
import { problemTable, profileTable } from './tables.mjs';
import { runAll } from './thread-pool.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENT = join(root, 'docs/algorithms-benchmark.md');
const SVG_SIZE = { width: 960, height: 480 };
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
if (problems.length === 0) fail(`no problem's name contains ${options.problem}`);

const jobs = problems.flatMap(jobsOf);
let ended = 0;
const runs = await runAll(jobs, { threads: Number(options.threads), onEnd: tell });
const results = resultsOf(problems, methods, { jobs, runs });
const command = ['npm run bench:algorithms', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
await write(results);
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

async function write({ compared, problems: summaries, profiles }) {
  await mkdir(options.out, { recursive: true });
  const put = (name, text) => writeFile(join(options.out, name), text);
  const outcomes = jobs.map(({ problem, method, seed }, at) => ({ problem: problem.name, method, seed, ...runs[at] }));
  await put('algorithms.json', `${JSON.stringify({ command, problems: summaries, profiles, runs: outcomes })}\n`);
  await put('algorithms.html', renderBenchmark({ compared, problems: summaries, profiles }, { title: titleOf(), command, notes: NOTES }));
  for (const [at, profile] of profiles.entries()) {
    const { level, profiles: shown } = profile.levels[1];
    const chart = profileChart(profile, { profiles: shown, level, size: { ...SVG_SIZE, legend: 'above' } });
    await put(`algorithms-profile-${at + 1}.svg`, standaloneSvg(chart, SVG_SIZE));
  }
  if (SELECTING.some((name) => options[name] !== undefined)) return;
  const document = await readFile(DOCUMENT, 'utf8');
  await writeFile(DOCUMENT, withResults(document, { problems: summaries, profiles, command }));
}

function titleOf() {
  return `${methods.length} methods on ${problems.length} problems`;
}

function fail(text) {
  console.error(`bench:algorithms: ${text}`);
  process.exit(2);
}
