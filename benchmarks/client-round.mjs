// CPU time of one client's round of FZooS at the published size (d = 300, M = 10,000, windows 150 and 500), with the WebAssembly kernels and
// with their scalar twins, in one process, of `auto`, and of the steps of FZooS in NumPy where there is one. The first rounds fill the windows and are left
// out.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createLocalPool, directChannel, federate } from '@fedzoo/shared/federation';
import { createRoundEngine, createServerHalf, resolveAlgorithm, resolveForRun } from '@fedzoo/shared/federation/server';
import { chooseKernels, scalarKernels } from '@fedzoo/shared/numeric';
import { instanceObjectives, parseInstance } from '@fedzoo/shared/objectives';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const INSTANCE = fileURLToPath(new URL('../tests/fixtures/instances/quadratic_d300_n5_div0.5_s1234.json', import.meta.url));
const TWIN = fileURLToPath(new URL('python/client_round.py', import.meta.url));
const WARM_UP_ROUNDS = 5;
/** As an agent has it, so that the rows of all clients fit. */
const KERNEL_MEGABYTES = 1024;
/** The authors' code on the same two cores, one BLAS thread, see docs/benchmarks.md. */
const AUTHORS_CPU_SECONDS = 5.3;

export async function clientRound() {
  const problem = instanceObjectives(parseInstance(JSON.parse(await readFile(INSTANCE, 'utf8'))));
  const wasm = chooseKernels(await readFile(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')), {
    memoryMegabytes: KERNEL_MEGABYTES,
  });
  const fzoos = resolveAlgorithm({ kind: 'fzoos' });
  const simd = await secondsARound(problem, { algorithm: fzoos, kernels: wasm, rounds: 12 });
  const scalar = await secondsARound(problem, { algorithm: fzoos, kernels: scalarKernels, rounds: 8 });
  console.log(
    `fzoos client round, d = 300, M = 10,000: ${simd.toFixed(3)} CPU s (${wasm.name}), ${scalar.toFixed(3)} CPU s (scalar): ratio ${(scalar / simd).toFixed(1)}`,
  );
  console.log(`authors' code: ${AUTHORS_CPU_SECONDS} CPU s, measured on another day: ratio ${(AUTHORS_CPU_SECONDS / simd).toFixed(1)}`);
  const clients = problem.objectives.length;
  const automatic = resolveForRun(resolveAlgorithm({ kind: 'auto' }), { dimension: problem.dimension, clients, cohort: clients });
  const auto = await secondsARound(problem, { algorithm: automatic, kernels: wasm, rounds: 60 });
  console.log(
    `auto, the coordinator's share included: ${(1000 * auto).toFixed(1)} CPU ms: authors' code ${(AUTHORS_CPU_SECONDS / auto).toFixed(0)} times that`,
  );
  printTwin('NumPy, one thread', { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }, simd);
  printTwin('NumPy, its own number of threads', {}, simd);
}

function printTwin(name, variables, ours) {
  const { stdout, error, status, stderr } = spawnSync('python3', [TWIN], { env: { ...process.env, ...variables }, encoding: 'utf8' });
  const answer = status === 0 ? JSON.parse(stdout) : { missing: error?.message ?? stderr.trim().split('\n').at(-1) };
  if (answer.missing !== undefined) console.log(`${name}: left out (${answer.missing})`);
  else
    console.log(
      `${name} (${answer.numpy}): ${answer.cpuSeconds.toFixed(3)} CPU s: ours ÷ NumPy's ${(ours / answer.cpuSeconds).toFixed(2)}`,
    );
}

/** The median over rounds of process CPU seconds ÷ clients. */
async function secondsARound(problem, { algorithm, kernels, rounds }) {
  const plan = { run: 'run-00000000', name: 'round', seed: 1, rounds, dimension: problem.dimension, dtype: 'f64', algorithm };
  const engine = createRoundEngine({
    plan,
    server: createServerHalf(plan, kernels),
    selection: { kind: 'all' },
    measure: { task: () => 0, contribution: () => 0 },
  });
  const members = problem.objectives.map((_, number) => ({ client: `client-${number}`, weight: problem.weights[number] }));
  const pool = createLocalPool({ plan, kernels, objectives: new Map(problem.objectives.map((objective, number) => [number, objective])) });
  const seconds = [];
  let last = cpuSeconds();
  for await (const { summary } of federate({ engine, state: engine.init(problem.start, members), pool, channel: directChannel })) {
    if (!summary.roundClosed) continue;
    if (summary.round > WARM_UP_ROUNDS) seconds.push((cpuSeconds() - last) / members.length);
    last = cpuSeconds();
  }
  return seconds.sort((a, b) => a - b)[seconds.length >> 1];
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
