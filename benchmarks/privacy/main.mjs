// npm run bench:privacy [-- --full] [--minutes N] [--fresh] [--data TEXT]… [--records N]… [--epsilon E]… [--threads N] [--out DIR]
// What privacy costs: the private methods and `auto` on logistic regression, with the mechanism and the ledger of a run, in memory, a run a
// thread. Every run that ended is in OUT/runs.jsonl at once, so what was interrupted, or cut by --minutes, goes on where it was. Without a
// selection of its own it also writes its tables into docs/privacy-benchmark.md.
import { formatDuration } from '@fedzoo/shared/telemetry';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runAll } from '../algorithms/runs/thread-pool.mjs';
import { gainTable, methodTable, withResults } from './document.mjs';
import { fetchFlights } from './flights.mjs';
import { jobsOf } from './jobs.mjs';
import { openRunLog } from './run-log.mjs';
import { DATA } from './settings.mjs';
import { summaryOf } from './summary.mjs';

const DOCUMENT = fileURLToPath(new URL('../../docs/privacy-benchmark.md', import.meta.url));
const { values: asked } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    full: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    minutes: { type: 'string', default: 'Infinity' },
    data: { type: 'string', multiple: true },
    records: { type: 'string', multiple: true },
    epsilon: { type: 'string', multiple: true },
    threads: { type: 'string', default: String(availableParallelism()) },
    out: { type: 'string', default: fileURLToPath(new URL('../../.fedzoo/benchmarks/privacy', import.meta.url)) },
  },
});

if ((asked.data ?? DATA).includes('flights')) fetchFlights();
const jobs = jobsOf({ ...asked, records: asked.records?.map(Number), epsilons: asked.epsilon?.map(Number) });
const log = await openRunLog(join(asked.out, 'runs.jsonl'), { isFresh: asked.fresh });
const missing = jobs.filter((job) => log.runOf(job) === undefined);
const begun = performance.now();
const deadline = begun + 60_000 * Number(asked.minutes);
let ended = 0;
await runAll(missing, {
  worker: new URL('worker.mjs', import.meta.url),
  threads: Number(asked.threads),
  mayBegin: () => performance.now() < deadline,
  onEnd: async (job, run) => {
    await log.append(job, run);
    ended += 1;
    const { data, records, epsilon, method, seed } = job;
    process.stderr.write(
      `bench:privacy: ${ended}/${missing.length} ${data} n=${records} ε=${epsilon} ${method} #${seed}: ‖∇F‖² ${run.gradient.toExponential(2)}, ${run.seconds.toFixed(1)} s\n`,
    );
  },
});

const cells = summaryOf(jobs, log.runOf);
const made = jobs.filter((job) => log.runOf(job) !== undefined);
const seconds = made.reduce((sum, job) => sum + log.runOf(job).seconds, 0);
const counts = `${made.length} runs of ${jobs.length}, ${formatDuration(seconds)} of computing; a cell shows the seeds that all methods have run`;
const command = ['npm run bench:privacy', ...(asked.full ? ['-- --full'] : [])].join(' ');
await mkdir(asked.out, { recursive: true });
const runs = made.map((job) => ({ ...job, ...log.runOf(job) }));
await writeFile(join(asked.out, 'privacy.json'), `${JSON.stringify({ command, counts, cells, runs })}\n`);
if ([asked.data, asked.records, asked.epsilon].every((selection) => selection === undefined)) {
  const document = await readFile(DOCUMENT, 'utf8');
  await writeFile(DOCUMENT, withResults(document, cells, { command, counts }));
}
console.log(`${gainTable(cells)}\n\n${methodTable(cells)}\n\n${counts}`);
