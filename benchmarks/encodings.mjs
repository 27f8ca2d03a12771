// Bytes a client and round, and what is left of F, by method and encoding: a quadratic at d = 300 with 5 clients, heterogeneity 5, the
// same problem for all; three stream seeds (fzoos, with 2,000 features and 5 rounds, one). Some ten minutes on two busy cores.
import { createLocalPool } from '@fedzoo/shared/federation';
import { createRoundEngine, createServerHalf, resolveAlgorithm } from '@fedzoo/shared/federation/server';
import { scalarKernels } from '@fedzoo/shared/numeric';
import { createSyntheticProblem } from '@fedzoo/shared/objectives';
import { contributionBytes, taskBytes } from '@fedzoo/shared/protocol';

const DIMENSION = 300;
const CLIENTS = 5;
const SEEDS = [1, 2, 3];
const DTYPES = ['f64', 'f32', 'f16', 'bf16', 'q8'].map((dtype) => ({ dtype }));
const ROWS = [
  {
    algorithm: { kind: 'fedzo' },
    rounds: 30,
    encodings: [
      ...DTYPES,
      { dtype: 'f32', delta: true },
      { dtype: 'f32', topK: 30 },
      { dtype: 'q8', topK: 100 },
      { dtype: 'q8', topK: 30 },
      { dtype: 'q8', topK: 10 },
    ],
  },
  {
    algorithm: { kind: 'gp-trust-region', folded: true },
    rounds: 40,
    encodings: [...DTYPES, ...['f64', 'f32', 'f16'].map((dtype) => ({ dtype, delta: true }))],
  },
  {
    name: 'gp-trust-region, two trips',
    algorithm: { kind: 'gp-trust-region' },
    rounds: 40,
    encodings: [{ dtype: 'f32' }, { dtype: 'f32', delta: true }],
  },
  { algorithm: { kind: 'fedlion' }, rounds: 30, encodings: [{ dtype: 'f64' }, { dtype: 'q8' }, { dtype: 'q8', delta: true }] },
  {
    algorithm: { kind: 'scaffold2' },
    rounds: 30,
    encodings: [{ dtype: 'f64' }, { dtype: 'q8' }, { dtype: 'q8', delta: true }, { dtype: 'q8', topK: 30 }],
  },
  { algorithm: { kind: 'scaffold1' }, rounds: 30, encodings: [{ dtype: 'q8' }, { dtype: 'q8', delta: true }] },
  { algorithm: { kind: 'seed-scalar' }, rounds: 100, encodings: [{ dtype: 'f64' }, { dtype: 'f32' }] },
  {
    algorithm: { kind: 'fzoos', features: 2000 },
    rounds: 5,
    encodings: [{ dtype: 'f64' }, { dtype: 'f32' }, { dtype: 'q8' }, { dtype: 'q8', delta: true }],
    seeds: [1],
  },
];

export async function encodings() {
  const problem = createSyntheticProblem({ function: 'quadratic', dimension: DIMENSION, clients: CLIENTS, heterogeneity: 5, seed: 1 });
  console.log('| method | rounds | encoding | bytes up | down | last F, by seed |\n|---|---|---|---|---|---|');
  for (const { algorithm, rounds, encodings: codecs, seeds = SEEDS, name = algorithm.kind } of ROWS) {
    for (const codec of codecs) {
      const runs = [];
      for (const seed of seeds) runs.push(await run(problem, { algorithm, rounds, seed, codec }));
      const values = runs.map(({ value }) => value).sort((a, b) => a - b);
      const { dtype, topK, delta } = codec;
      const encoding = `${dtype}${topK === undefined ? '' : `, topK ${topK}`}${delta === true ? ', delta' : ''}`;
      const cells = [name, rounds, encoding, Math.round(runs[0].up), Math.round(runs[0].down)];
      console.log(`| ${cells.join(' | ')} | ${values.map((value) => value.toPrecision(4)).join(', ')} |`);
    }
  }
}

async function run(problem, { algorithm, rounds, seed, codec }) {
  const plan = {
    run: 'run-00000000',
    name: 'encodings',
    seed,
    rounds,
    dimension: DIMENSION,
    algorithm: resolveAlgorithm(algorithm),
    ...codec,
  };
  const server = createServerHalf(plan, scalarKernels);
  const measure = { task: taskBytes, contribution: contributionBytes };
  const engine = createRoundEngine({ plan, server, selection: { kind: 'all' }, measure });
  const pool = createLocalPool({ plan, kernels: scalarKernels, objectives: new Map(problem.objectives.entries()) });
  const members = Array.from(problem.weights, (weight, number) => ({ client: `client-${String(number + 1).padStart(5, '0')}`, weight }));
  let state = engine.init(problem.start, members);
  while (state.status !== 'finished') {
    state = engine.openPhase(state, 'all', 0);
    state = engine.closePhase(engine.accept(state, await pool.run(engine.tasks(state))).state).state;
  }
  const value = problem.objectives.reduce((sum, objective, i) => sum + problem.weights[i] * objective.truth(state.server.iterate), 0);
  const { bytesUp, bytesDown } = state.totals;
  return { value, up: bytesUp / CLIENTS / rounds, down: bytesDown / CLIENTS / rounds };
}
