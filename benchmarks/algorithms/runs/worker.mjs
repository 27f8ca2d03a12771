// A thread of the benchmark: one run after another, as it is asked.
import { chooseKernels } from '@fedzoo/shared/numeric';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { makeProblem } from '../problems/make-problem.mjs';
import { descentBaseline } from './descent-baselines.mjs';
import { federatedRun } from './federated-run.mjs';
import { algorithmFor, METHODS } from './methods.mjs';
import { outsideBaseline } from './outside-baseline.mjs';

/** As an agent has it, so that the feature rows of all clients of fzoos fit; what is not touched costs nothing. */
const KERNEL_MEGABYTES = 1024;
const kernels = readFile(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')).then((bytes) =>
  chooseKernels(bytes, { memoryMegabytes: KERNEL_MEGABYTES }),
);

// A run that fails ends the thread, and with it the benchmark.
parentPort.on('message', (job) => void make(job));

async function make({ problem, method, seed }) {
  const made = await makeProblem(problem, seed);
  const begun = performance.now();
  const run = await runOf(method, { problem, made, seed });
  parentPort.postMessage({ ...run, optimum: made.optimum, seconds: (performance.now() - begun) / 1000 });
}

/** What depends on programs that are not ours says why it failed. */
async function runOf(method, parts) {
  const { baseline, outside } = METHODS[method];
  if (baseline !== undefined) return descentBaseline({ ...parts, kind: baseline });
  if (outside !== undefined) return await outsideBaseline({ ...parts, script: outside }).catch(({ message }) => ({ failure: message }));
  return await federatedRun({ ...parts, algorithm: algorithmFor(method, parts.problem), kernels: await kernels });
}
