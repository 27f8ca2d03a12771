// A thread of the benchmark: one run after another, as it is asked.
import { chooseKernels } from '@fedzoo/shared/numeric';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { makeProblem } from '../problems/make-problem.mjs';
import { descentBaseline } from './descent-baselines.mjs';
import { federatedRun } from './federated-run.mjs';
import { algorithmFor, METHODS } from './methods.mjs';

/** As an agent has it, so that the feature rows of all clients of fzoos fit; what is not touched costs nothing. */
const KERNEL_MEGABYTES = 1024;
const kernels = readFile(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')).then((bytes) =>
  chooseKernels(bytes, { memoryMegabytes: KERNEL_MEGABYTES }),
);

// A run that fails ends the thread, and with it the benchmark.
parentPort.on('message', (job) => void make(job));

async function make({ problem, method, seed }) {
  const { baseline } = METHODS[method];
  const made = await makeProblem(problem, seed);
  const begun = performance.now();
  const parts = { problem, made, seed };
  const run =
    baseline === undefined
      ? await federatedRun({ ...parts, algorithm: algorithmFor(method, problem), kernels: await kernels })
      : descentBaseline({ ...parts, kind: baseline });
  parentPort.postMessage({ ...run, optimum: made.optimum, seconds: (performance.now() - begun) / 1000 });
}
