import { createLocalPool, directChannel, federate } from '@fedzoo/shared/federation';
import { createReleaseDesk, createRoundEngine, createServerHalf, resolveAlgorithm, resolvePrivateRun } from '@fedzoo/shared/federation/server';
import { systemEntropy } from '@fedzoo/platform-node';
import { gradientOf, valueOf } from './reference.mjs';

/**
 * One private run in memory with the mechanism of a run: clipped sums on the grid, noise from the operating system's entropy. Returns what an
 * observer sees of its last iterate: ‖∇F‖² in units of the weights, F, and what the run cost.
 */
export async function privateRun({ problem, algorithm: asked, privacy: section, rounds: most, seed, kernels }) {
  const { dimension, clients, width } = problem;
  const size = { name: 'benchmark', rounds: most, dimension, clients };
  const { algorithm, rounds, privacy } = resolvePrivateRun(asked, section, size);
  const plan = { run: 'run-00000000', name: 'benchmark', seed, rounds, dimension, dtype: 'f64', algorithm: resolveAlgorithm(algorithm), privacy };
  const needsGradients = asked.kind === 'dp-gd' || asked.kind === 'diff2-gd';
  const objectives = problem.objectives(needsGradients);
  const engine = createRoundEngine({
    plan,
    server: createServerHalf(plan, kernels),
    selection: { kind: 'all' },
    measure: { task: () => 0, contribution: () => 0 },
  });
  const pool = createLocalPool({ plan, kernels, objectives: new Map(objectives.entries()) });
  const state = engine.init(
    problem.start,
    objectives.map((_, number) => ({ client: `client-${String(number + 1).padStart(5, '0')}`, weight: 1 })),
  );
  const releases = createReleaseDesk({ privacy, ledger: uncountedLedger(), entropy: systemEntropy });
  let last = state;
  for await (const { state: next, summary } of federate({ engine, state, pool, channel: directChannel, releases })) {
    last = next;
    await releases.published({ run: plan.run, round: summary.round, phase: summary.phase });
  }
  const x = last.server.iterate;
  const gradient = gradientOf(problem, x);
  return {
    gradient: gradient.reduce((sum, slope) => sum + (slope / width) ** 2, 0),
    value: valueOf(problem, x),
    queries: last.totals.queries,
    rounds,
    restart: privacy.restart,
    algorithm,
  };
}

/** What a desk needs of a ledger where nobody's budget is at stake: the data are made up, or public. */
function uncountedLedger() {
  const bodies = [];
  const keys = new Map();
  const keyOf = ({ round, phase }) => `${round} ${phase}`;
  return {
    authorise: () => undefined,
    reserve: (at) => Promise.resolve(keys.set(keyOf(at), bodies.push(undefined) - 1).get(keyOf(at))),
    seal: (reservation, body) => Promise.resolve(void (bodies[reservation] = body)),
    publish: () => Promise.resolve(),
    sealed(at) {
      const reservation = keys.get(keyOf(at));
      const body = reservation === undefined ? undefined : bodies[reservation];
      return Promise.resolve(body === undefined ? undefined : { reservation, body, published: true });
    },
  };
}
