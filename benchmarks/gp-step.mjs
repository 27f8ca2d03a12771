// CPU time of the coordinator's step of gp-trust-region with a full window of 400 points at d = 300: scoring the last model on the new
// values, the fit, the search for the next trial point, and the Hessian where it is carried on. On Ackley, where most steps are accepted.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createLocalPool, directChannel, federate } from '@fedzoo/shared/federation';
import { createRoundEngine, createServerHalf, resolveAlgorithm } from '@fedzoo/shared/federation/server';
import { chooseKernels } from '@fedzoo/shared/numeric';
import { createSyntheticProblem } from '@fedzoo/shared/objectives';

const DIMENSION = 300;
const POINTS = 400;
const ROUNDS = 100;

export async function gpStep() {
  const kernels = chooseKernels(await readFile(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')));
  const problem = createSyntheticProblem({
    function: 'ackley',
    dimension: DIMENSION,
    clients: 5,
    heterogeneity: 5,
    seed: 1,
    box: 'random',
  });
  const algorithm = resolveAlgorithm({ kind: 'gp-trust-region', folded: true, window: POINTS });
  const plan = { run: 'run-00000000', name: 'gp-step', seed: 1, rounds: ROUNDS, dimension: DIMENSION, dtype: 'f64', algorithm };
  const half = createServerHalf(plan, kernels);
  const milliseconds = [];
  const update = (state, phase, round) => {
    const before = process.cpuUsage();
    const after = half.update(state, phase, round);
    const { user, system } = process.cpuUsage(before);
    if (state.observed.values.length === POINTS) milliseconds.push((user + system) / 1000);
    return after;
  };
  const engine = createRoundEngine({
    plan,
    server: { ...half, update },
    selection: { kind: 'all' },
    measure: { task: () => 0, contribution: () => 0 },
  });
  const members = problem.objectives.map((_, number) => ({ client: `client-${number}`, weight: problem.weights[number] }));
  const pool = createLocalPool({ plan, kernels, objectives: new Map(problem.objectives.map((objective, number) => [number, objective])) });
  const run = federate({ engine, state: engine.init(problem.start, members), pool, channel: directChannel });
  while (!(await run.next()).done);
  milliseconds.sort((a, b) => a - b);
  const at = (share) => milliseconds[Math.floor(share * (milliseconds.length - 1))].toFixed(1);
  console.log(
    `gp-trust-region, coordinator's step at ${POINTS} points, d = ${DIMENSION}: ${at(0.5)} CPU ms, median of ${milliseconds.length} (${at(0.1)} … ${at(0.9)}; one in ten searches the whole grid of length-scales)`,
  );
}
