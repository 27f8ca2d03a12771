// A linear model and a perceptron of d = 10⁵ weights, 100 clients, 200 rounds in memory, one thread: loss, time, bytes, memory.
// Options: --rounds N, --clients N, --model linear|perceptron, --dimension N of the linear one.
import { createLocalPool, directChannel, federate } from '@fedzoo/shared/federation';
import { createRoundEngine, createServerHalf, resolveAlgorithm } from '@fedzoo/shared/federation/server';
import { scalarKernels } from '@fedzoo/shared/numeric';
import { createLinearModels, createPerceptrons } from '@fedzoo/shared/objectives';
import { contributionBytes, taskBytes } from '@fedzoo/shared/protocol';

const DATA = { samples: 4, seed: 7 };
const MODELS = {
  linear: (clients, dimension) => createLinearModels({ dimension, clients, ...DATA }),
  perceptron: (clients) => createPerceptrons({ inputs: 99, hidden: 909, clients, ...DATA }),
};
/** Queries are what takes the time here; all else is as it is by default. */
const ALGORITHM = { kind: 'seed-scalar', directions: 5 };

export async function seedScalar(args) {
  const option = (name, otherwise) => (args.includes(`--${name}`) ? args[args.indexOf(`--${name}`) + 1] : otherwise);
  const rounds = Number(option('rounds', 200));
  const clients = Number(option('clients', 100));
  const only = option('model', undefined);
  const dimension = Number(option('dimension', 100_000));
  for (const [name, make] of Object.entries(MODELS)) {
    if (only === undefined || only === name) await train(name, make(clients, dimension), rounds);
  }
}

async function train(name, problem, rounds) {
  const { dimension, objectives, start } = problem;
  const plan = { run: 'run-00000000', name, seed: 1, rounds, dimension, dtype: 'f64', algorithm: resolveAlgorithm(ALGORITHM) };
  const up = [];
  const down = [];
  const measure = {
    task: (task) => (down.push(taskBytes(task)), down.at(-1)),
    contribution: (contribution) => (up.push(contributionBytes(contribution)), up.at(-1)),
  };
  const engine = createRoundEngine({ plan, server: createServerHalf(plan, scalarKernels), selection: { kind: 'all' }, measure });
  const members = objectives.map((_, number) => ({ client: `client-${number}`, weight: 1 }));
  const pool = createLocalPool({ plan, kernels: scalarKernels, objectives: new Map(objectives.map((f, number) => [number, f])) });
  const loss = (x) => objectives.reduce((sum, f) => sum + f.truth(x), 0) / objectives.length;
  console.log(`${name}: d = ${dimension}, ${objectives.length} clients, ${rounds} rounds`);
  console.log(`  round ${'0'.padStart(4)}  loss ${loss(start).toFixed(4)}`);
  const before = { wall: performance.now(), cpu: process.cpuUsage() };
  let queries = 0;
  const every = Math.max(1, Math.floor(rounds / 8));
  for await (const { state, summary } of federate({ engine, state: engine.init(start, members), pool, channel: directChannel })) {
    queries = state.totals.queries;
    if (summary.round % every === 0 || summary.round === rounds)
      console.log(`  round ${String(summary.round).padStart(4)}  loss ${loss(state.server.iterate).toFixed(4)}`);
  }
  const { user, system } = process.cpuUsage(before.cpu);
  const later = down.slice(objectives.length);
  console.log(
    `  ${((performance.now() - before.wall) / 1000).toFixed(0)} s, ${((user + system) / 1e6).toFixed(0)} CPU s, ${queries} queries; ` +
      `bytes a client and round: up ${Math.max(...up)}, down ${Math.max(...later)} (first round ${down[0]}); ` +
      `resident ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
  );
}
