// Many clients: client rounds a second and memory a client in memory; rounds a second with messages of 43 KB, in memory (100 of 10,000 a
// round) and with ten agent processes over sockets. Beside them what Flower 1.28 did on two such cores (measured on another day).
import { createLocalPool, directChannel, federate } from '@fedzoo/shared/federation';
import { createRoundEngine, createServerHalf, resolveAlgorithm } from '@fedzoo/shared/federation/server';
import { chooseKernels } from '@fedzoo/shared/numeric';
import { createSyntheticProblem } from '@fedzoo/shared/objectives';
import { contributionBytes, taskBytes } from '@fedzoo/shared/protocol';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { agentRounds } from './agent-rounds.mjs';

const FLOWER = { simulated: 0.55, deployed: 0.105 };
/** 8 bytes · 5,375 = 43,000 bytes each way. */
const LARGE_DIMENSION = 5375;

export async function scale() {
  const kernels = chooseKernels(await readFile(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')));
  for (const clients of [1000, 10_000]) {
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const problem = createSyntheticProblem({ function: 'quadratic', dimension: 20, clients, heterogeneity: 0.5, seed: 1 });
    const run = federation(kernels, {
      algorithm: { kind: 'fedzo' },
      dimension: 20,
      clients,
      start: problem.start,
      objective: (number) => problem.objectives[number],
      selection: { kind: 'all' },
      rounds: 4,
    });
    const seconds = await secondsARound(run);
    const bytes = process.memoryUsage().rss - before;
    console.log(
      `${clients.toLocaleString('en')} clients, fedzo, d = 20, one thread: ${Math.round(clients / seconds).toLocaleString('en')} client rounds a second, ${(bytes / clients / 1024).toFixed(1)} KiB resident a client`,
    );
  }
  console.log(
    `100 clients of one thread, gp-trust-region, d = 300, a quadratic: ${(await cpuAClientRound(kernels, 100)).toFixed(3)} CPU ms a client round`,
  );
  // One objective for all: what is measured is the federation, not ten thousand objectives.
  const { start, objectives } = createSyntheticProblem({
    function: 'sphere',
    dimension: LARGE_DIMENSION,
    clients: 1,
    heterogeneity: 0,
    seed: 1,
  });
  const algorithm = { kind: 'fedzo', localIterations: 1, directions: 1, estimator: 'coordinate-wise' };
  const large = federation(kernels, {
    algorithm,
    dimension: LARGE_DIMENSION,
    clients: 10_000,
    start,
    objective: () => objectives[0],
    selection: { kind: 'uniform', clients: 100 },
    rounds: 40,
  });
  const simulated = 1 / (await secondsARound(large));
  console.log(
    `100 of 10,000 clients, 43 KB each way, in memory: ${simulated.toFixed(1)} rounds a second, ${(simulated / FLOWER.simulated).toFixed(0)} times Flower's ${FLOWER.simulated}`,
  );
  const deployed = await agentRounds({ agents: 10, dimension: LARGE_DIMENSION, rounds: 100, algorithm });
  console.log(
    `10 agent processes over sockets, 43 KB each way: ${deployed.toFixed(1)} rounds a second, ${(deployed / FLOWER.deployed).toFixed(0)} times Flower's ${FLOWER.deployed}`,
  );
}

/** What a client's round of a shared design takes, the median over rounds: the points are the same for all, and made once. */
async function cpuAClientRound(kernels, clients) {
  const problem = createSyntheticProblem({ function: 'quadratic', dimension: 300, clients, heterogeneity: 5, seed: 1 });
  const spent = [];
  const run = federation(kernels, {
    algorithm: { kind: 'gp-trust-region', folded: true },
    dimension: 300,
    clients,
    start: problem.start,
    objective: (number) => problem.objectives[number],
    selection: { kind: 'all' },
    rounds: 8,
    around: async (step) => {
      const before = process.cpuUsage();
      const contributions = await step();
      const { user, system } = process.cpuUsage(before);
      spent.push((user + system) / 1000 / clients);
      return contributions;
    },
  });
  for await (const _closed of run);
  return spent.sort((a, b) => a - b)[spent.length >> 1];
}

function federation(kernels, { algorithm: options, dimension, clients, start, objective, selection, rounds, around = (step) => step() }) {
  const algorithm = resolveAlgorithm(options);
  const plan = { run: 'run-00000000', name: 'scale', seed: 1, rounds, dimension, dtype: 'f64', algorithm };
  const engine = createRoundEngine({
    plan,
    server: createServerHalf(plan, kernels),
    selection,
    measure: { task: taskBytes, contribution: contributionBytes },
  });
  const members = Array.from({ length: clients }, (_, number) => ({ client: `client-${String(number + 1).padStart(5, '0')}`, weight: 1 }));
  const pool = createLocalPool({ plan, kernels, objectives: new Map(members.map((_, number) => [number, objective(number)])) });
  const timed = { run: (tasks) => around(() => pool.run(tasks)) };
  return federate({ engine, state: engine.init(start, members), pool: timed, channel: directChannel });
}

/** The median over the rounds but the first. */
async function secondsARound(run) {
  const seconds = [];
  let last;
  for await (const { summary } of run) {
    if (!summary.roundClosed) continue;
    const now = performance.now();
    if (last !== undefined) seconds.push((now - last) / 1000);
    last = now;
  }
  return seconds.sort((a, b) => a - b)[seconds.length >> 1];
}
