import { scalarKernels } from '../../numeric/scalar-kernels.js';
import type { Objective } from '../../objectives/objective.js';
import { createSyntheticProblem, type SyntheticProblem } from '../../objectives/synthetic-problem.js';
import { resolveAlgorithm } from '../algorithms/options.js';
import { createServerHalf } from '../algorithms/server-halves.js';
import { createLocalPool, type ClientPool } from '../client-pool.js';
import { directChannel, federate, type ClosedPhase } from '../federate.js';
import type { AlgorithmOptions, ClientId, RunId, RunPlan } from '../messages.js';
import { createRoundEngine, type RoundEngine } from '../round-engine.js';
import type { RunState } from '../run-state.js';
import type { Selection } from '../selection.js';

export interface SmallFederation {
  readonly plan: RunPlan;
  readonly engine: RoundEngine;
  readonly start: RunState;
  readonly pool: ClientPool;
  readonly problem: SyntheticProblem;
  /** Those that the clients evaluate. */
  readonly objectives: readonly Objective[];
  /** F by the noise-free values. */
  value(x: Float64Array): number;
}

export interface SmallOptions {
  readonly algorithm: AlgorithmOptions;
  readonly rounds?: number;
  readonly clients?: number;
  readonly dimension?: number;
  readonly heterogeneity?: number;
  readonly dtype?: RunPlan['dtype'];
  readonly topK?: number;
  readonly delta?: boolean;
  readonly seed?: number;
  readonly selection?: Selection;
  readonly objectives?: (problem: SyntheticProblem) => readonly Objective[];
}

/** A federation on a small quadratic in memory, for tests of the laws that all methods keep. */
export function smallFederation(options: SmallOptions): SmallFederation {
  const { rounds = 3, clients = 3, dimension = 8, heterogeneity = 2, dtype = 'f64', seed = 11 } = options;
  const problem = createSyntheticProblem({ function: 'quadratic', dimension, clients, heterogeneity, seed: 5 });
  const algorithm = resolveAlgorithm(options.algorithm);
  const plan: RunPlan = {
    run: 'run-00000000' as RunId,
    name: 'small',
    seed,
    rounds,
    dimension,
    dtype,
    algorithm,
    ...(options.topK === undefined ? {} : { topK: options.topK }),
    ...(options.delta === true ? { delta: true } : {}),
  };
  const measure = { task: () => 0, contribution: () => 0 };
  const engine = createRoundEngine({
    plan,
    server: createServerHalf(plan, scalarKernels),
    selection: options.selection ?? { kind: 'all' },
    measure,
  });
  const objectives = options.objectives?.(problem) ?? problem.objectives;
  const members = problem.objectives.map((_, number) => ({ client: `client-${number}` as ClientId, weight: problem.weights[number]! }));
  return {
    plan,
    engine,
    start: engine.init(problem.start, members),
    pool: createLocalPool({
      plan,
      kernels: scalarKernels,
      objectives: new Map(objectives.map((objective, number) => [number, objective])),
    }),
    problem,
    objectives,
    value(x) {
      return problem.objectives.reduce((sum, objective, number) => {
        const outcome = objective.evaluate(x, 0);
        return sum + problem.weights[number]! * (outcome.kind === 'value' ? outcome.value : Number.NaN);
      }, 0);
    },
  };
}

/** Runs a federation to its end. */
export async function runToEnd({
  engine,
  start,
  pool,
}: Pick<SmallFederation, 'engine' | 'start' | 'pool'>): Promise<readonly ClosedPhase[]> {
  const phases: ClosedPhase[] = [];
  for await (const closed of federate({ engine, state: start, pool, channel: directChannel })) phases.push(closed);
  return phases;
}

/** The state at the end of a run. */
export async function finalState(federation: Pick<SmallFederation, 'engine' | 'start' | 'pool'>): Promise<RunState> {
  const phases = await runToEnd(federation);
  return phases.at(-1)?.state ?? federation.start;
}
