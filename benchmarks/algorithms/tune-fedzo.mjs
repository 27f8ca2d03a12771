// node benchmarks/algorithms/tune-fedzo.mjs [--problem TEXT]: the rate and the smoothing radius of fedzo that leave least of F, by problem,
// on seeds of a series of their own, into runs/tuned-fedzo.json. Minutes.
import { scalarKernels } from '@fedzoo/shared/numeric';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchmarkProblems } from './problems/benchmark-problems.mjs';
import { makeProblem } from './problems/make-problem.mjs';
import { generatedSeeds } from './problems/seeds.mjs';
import { federatedRun } from './runs/federated-run.mjs';
import { tuningKey } from './runs/tuned-fedzo.mjs';

const RATES = [0.003, 0.01, 0.03, 0.1];
const RADII = [0.001, 0.01, 0.1];
/** Runs of the pictures and of 300 dimensions take seconds. */
const SEEDS = { 20: 3, 300: 2 };
const FILE = fileURLToPath(new URL('runs/tuned-fedzo.json', import.meta.url));

const { values: options } = parseArgs({ options: { problem: { type: 'string' } } });
const tuned = JSON.parse(await readFile(FILE, 'utf8'));
const known = new Set();
for (const problem of [...benchmarkProblems(false), ...benchmarkProblems(true)]) {
  const key = tuningKey(problem);
  if (known.has(key) || problem.dimension > 800 || (options.problem !== undefined && !key.includes(options.problem))) continue;
  known.add(key);
  tuned[key] = await tune(problem);
  console.log(key, tuned[key]);
  await writeFile(FILE, `${JSON.stringify(tuned, null, 2)}\n`);
}

/** By the mean of what is left of the initial value over the seeds. */
async function tune(problem) {
  const seeds = generatedSeeds(SEEDS[problem.dimension] ?? 1, 'tuning');
  const made = await Promise.all(seeds.map((seed) => makeProblem(problem, seed)));
  let best = { left: Infinity };
  for (const learningRate of RATES) {
    for (const smoothingRadius of RADII) {
      const algorithm = { kind: 'fedzo', learningRate, smoothingRadius };
      let left = 0;
      for (const [at, seed] of seeds.entries()) {
        const { rows } = await federatedRun({ problem, made: { ...made[at], goal: undefined }, algorithm, seed, kernels: scalarKernels });
        const reference = made[at].optimum ?? 0;
        left += (rows.at(-1).best - reference) / (rows[0].value - reference) / seeds.length;
      }
      if (left < best.left) best = { left, learningRate, smoothingRadius };
    }
  }
  return { learningRate: best.learningRate, smoothingRadius: best.smoothingRadius };
}
