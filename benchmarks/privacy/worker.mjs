// A thread of the benchmark: one run after another, as it is asked.
import { chooseKernels } from '@fedzoo/shared/numeric';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { privateRun } from './private-run.mjs';
import { makeProblem } from './problems.mjs';
import { leastValue, valueOf } from './reference.mjs';
import { sectionOf } from './settings.mjs';

const kernels = readFile(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')).then((bytes) =>
  chooseKernels(bytes, { memoryMegabytes: 64 }),
);
/** Jobs come problem by problem. */
let made = { key: '' };

// A run that fails ends the thread, and with it the benchmark.
parentPort.on('message', (job) => void make(job));

async function make({ data, records, epsilon, seed, kind, rounds, rate, restart }) {
  const key = `${data} ${records} ${seed}`;
  if (made.key !== key) {
    const problem = makeProblem({ data, records }, seed);
    made = { key, problem, least: leastValue(problem), start: valueOf(problem, problem.start) };
  }
  const { problem, least, start } = made;
  const begun = process.cpuUsage();
  const run = await privateRun({
    problem,
    algorithm: rate === undefined ? { kind } : { kind, learningRate: rate / problem.smoothness },
    privacy: sectionOf(problem, epsilon, restart),
    rounds,
    seed,
    kernels: await kernels,
  });
  const { user, system } = process.cpuUsage(begun);
  parentPort.postMessage({ ...run, gap: run.value - least, initialGap: start - least, seconds: (user + system) / 1e6 });
}
