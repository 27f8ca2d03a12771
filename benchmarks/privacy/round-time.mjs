// node benchmarks/privacy/round-time.mjs [RECORDS]…: what a round of each private method costs in computing, by number of records; the least of three
// short runs, with the mechanism and the ledger of any run.
import { chooseKernels } from '@fedzoo/shared/numeric';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { privateRun } from './private-run.mjs';
import { makeProblem } from './problems.mjs';
import { sectionOf, SIZES, TUNING_SEEDS } from './settings.mjs';

const METHODS = [
  { kind: 'zo-diff2', restart: 1 },
  { kind: 'zo-diff2', restart: 8 },
  { kind: 'dp-gd', restart: 1 },
  { kind: 'diff2-gd', restart: 8 },
];
const ROUNDS = 16;
const RUNS = 3;
const [seed] = TUNING_SEEDS;
const wasm = createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm');
const kernels = chooseKernels(await readFile(wasm), { memoryMegabytes: 64 });

for (const records of process.argv.length > 2 ? process.argv.slice(2).map(Number) : SIZES.full) {
  const problem = makeProblem({ data: 'synthetic', records }, seed);
  for (const { kind, restart } of METHODS) {
    const algorithm = { kind, learningRate: 0.25 / problem.smoothness };
    let least = Infinity;
    for (let run = 0; run < RUNS; run++) {
      const begun = process.cpuUsage();
      await privateRun({ problem, algorithm, privacy: sectionOf(problem, 1, restart), rounds: ROUNDS, seed, kernels });
      const { user, system } = process.cpuUsage(begun);
      least = Math.min(least, (user + system) / 1e3 / ROUNDS);
    }
    console.log(`n = ${records.toLocaleString('en')}, ${kind}, T = ${restart}: ${least.toFixed(1)} ms of computing a round`);
  }
}
