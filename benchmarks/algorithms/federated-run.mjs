import { createLocalPool, directChannel, federate } from '@fedzoo/shared/federation';
import { createRoundEngine, createServerHalf, resolveAlgorithm, resolveForRun } from '@fedzoo/shared/federation/server';
import { withNoise } from '@fedzoo/shared/objectives';
import { contributionBytes, taskBytes } from '@fedzoo/shared/protocol';
import { withFailingClients } from './failing-clients.mjs';
import { createRowLog } from './row-log.mjs';

/** Never reached: runs end by their queries. No method here has a rate that depends on it. */
const ROUNDS = 100_000;

/** One run of a method in memory, up to its budget: a row a round. Bits depend on the arguments alone. */
export async function federatedRun({ problem, made, algorithm: options, seed, kernels }) {
  const { dimension, clients, cohort, queries, failingShare } = problem;
  const algorithm = resolveForRun(resolveAlgorithm(options), { dimension, clients, cohort: cohort ?? clients, queries });
  const plan = { run: 'run-00000000', name: 'benchmark', seed, rounds: ROUNDS, dimension, dtype: 'f64', algorithm };
  const engine = createRoundEngine({
    plan,
    server: createServerHalf(plan, kernels),
    selection: cohort === undefined ? { kind: 'all' } : { kind: 'uniform', clients: cohort },
    measure: { task: taskBytes, contribution: contributionBytes },
  });
  const members = Array.from(made.weights, (weight, number) => ({ client: `client-${String(number + 1).padStart(5, '0')}`, weight }));
  const objectives = new Map(
    made.objectives.map((objective, client) => [client, withNoise(objective, { noiseStdDev: made.noiseStdDev, seed, client })]),
  );
  const pool = withFailingClients(createLocalPool({ plan, kernels, objectives }), { share: failingShare, seed });
  const log = createRowLog(made.value(made.start), queries);
  let trips = 0;
  for await (const { state, summary } of federate({ engine, state: engine.init(made.start, members), pool, channel: directChannel })) {
    trips += 1;
    if (!summary.roundClosed) continue;
    const { totals, server } = state;
    const value = made.value(server.iterate);
    if (!log.add({ round: summary.round, ...totals, value, clients: summary.contributed.length, trips })) break;
  }
  return { ...log.run(), algorithm };
}
