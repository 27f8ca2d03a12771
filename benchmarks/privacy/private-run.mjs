import { createLocalPool, directChannel, federate } from '@fedzoo/shared/federation';
import {
  createRoundEngine,
  createServerHalf,
  openRunReleases,
  resolveAlgorithm,
  resolvePrivateRun,
} from '@fedzoo/shared/federation/server';
import { ledgerVerifier, systemEntropy, volatileLedgers } from '@fedzoo/platform-node';
import { gradientOf, valueOf } from './reference.mjs';

/**
 * One private run in memory with the mechanism of a run: clipped sums on the grid, noise from the operating system's entropy. Returns what an
 * observer sees of its last iterate: ‖∇F‖² in units of the weights, F, and what the run cost.
 */
export async function privateRun({ problem, algorithm: asked, privacy: section, rounds: most, seed, kernels }) {
  const { dimension, clients, width } = problem;
  const size = { name: 'benchmark', rounds: most, dimension, clients };
  const { algorithm, rounds, privacy } = resolvePrivateRun(asked, section, size);
  const plan = {
    run: 'run-00000000',
    name: 'benchmark',
    seed,
    rounds,
    dimension,
    dtype: 'f64',
    algorithm: resolveAlgorithm(algorithm),
    privacy,
  };
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
  const ledgers = volatileLedgers();
  const releases = await openRunReleases(plan, {
    ledger: (dataSet) => ledgers.ledger(dataSet),
    entropy: systemEntropy,
    planDigest: ledgerVerifier.sha256(JSON.stringify(plan)),
  });
  let last = state;
  for await (const { state: next, summary } of federate({ engine, state, pool, channel: directChannel, releases: releases.desk })) {
    last = next;
    await releases.desk.published({ run: plan.run, round: summary.round, phase: summary.phase });
  }
  const x = last.server.iterate;
  const gradient = gradientOf(problem, x);
  return {
    gradient: gradient.reduce((sum, slope) => sum + (slope / width) ** 2, 0),
    value: valueOf(problem, x),
    queries: last.totals.queries,
    rounds,
    restart: privacy.restart,
    epsilon: releases.spent(rounds).epsilon,
    // Over 1/C₂.
    rate: (algorithm.method ?? algorithm).learningRate * problem.smoothness,
    algorithm,
  };
}
