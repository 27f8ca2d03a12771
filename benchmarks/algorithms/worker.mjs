// A thread of the benchmark: one run after another, as it is asked.
import { chooseKernels } from '@fedzoo/shared/numeric';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { descentBaseline } from './descent-baselines.mjs';
import { federatedRun } from './federated-run.mjs';
import { METHODS } from './methods.mjs';
import { makeProblem } from './problems.mjs';

const kernels = readFile(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')).then(chooseKernels);

// A run that fails ends the thread, and with it the benchmark.
parentPort.on('message', (job) => void make(job));

async function make({ problem, method, seed }) {
  const { algorithm, baseline } = METHODS[method];
  const made = makeProblem(problem, seed);
  const parts = { problem, made, seed };
  const run =
    baseline === undefined
      ? await federatedRun({ ...parts, algorithm, kernels: await kernels })
      : descentBaseline({ ...parts, kind: baseline });
  parentPort.postMessage({ ...run, optimum: made.optimum });
}
