import type { Objective, Outcome } from '../objectives/objective.js';
import type { Evaluating } from '../objectives/evaluating.js';
import type { Kernels } from '../numeric/kernels.js';
import { createClientHalf } from './algorithms/client-halves.js';
import { StepFailure } from './client-half.js';
import { createClientContext } from './client-context.js';
import { runStep } from './client-step.js';
import type { Contribution, RunPlan, Task } from './messages.js';
import type { Serialisable } from './serialisable.js';
import { createWorkspace } from './workspace.js';

/** Clients of a simulation, wherever they live: this thread, worker threads, another process. */
export interface ClientPool {
  /** One contribution a task, in any order. */
  run(tasks: readonly Task[]): Promise<readonly Contribution[]>;
  /** The state of all clients between two phases, by client number. */
  snapshot(): Promise<ClientSnapshots>;
}

export type ClientSnapshots = { readonly [clientNumber: string]: ClientSnapshot };

export type ClientSnapshot = {
  readonly state: Serialisable;
  /** Evaluations made so far: the number of the next one. */
  readonly queries: number;
};

export interface LocalPoolConfig {
  readonly plan: RunPlan;
  readonly kernels: Kernels;
  /** The private objectives by client number. */
  readonly objectives: ReadonlyMap<number, Objective>;
  /** States to go on from; clients without one begin. */
  readonly snapshots?: ClientSnapshots;
  /** The most evaluations a client may ever make, by client number; no entry: no limit. */
  readonly budgets?: ReadonlyMap<number, number>;
}

/**
 * The clients of one thread. Which clients share a pool cannot change a result: each has its own state,
 * its own streams and its own numbering of queries.
 */
export function createLocalPool(config: LocalPoolConfig): ClientPool {
  const { plan, kernels, objectives, budgets } = config;
  const half = createClientHalf(plan.algorithm);
  const workspace = createWorkspace();
  const clients = new Map<number, ClientSnapshot>(
    Object.entries(config.snapshots ?? {}).map(([number, snapshot]) => [Number(number), snapshot]),
  );

  async function step(task: Task): Promise<Contribution> {
    const { clientNumber, round } = task;
    const objective = objectives.get(clientNumber);
    if (objective === undefined) throw new Error(`this pool has no client ${clientNumber}`);
    const context = createClientContext({ plan, clientNumber, round, kernels, workspace });
    const before = clients.get(clientNumber) ?? { state: half.init(context), queries: 0 };
    const budget = budgets?.get(clientNumber) ?? Number.POSITIVE_INFINITY;
    let queries = before.queries;
    const { state, contribution } = await answer(runStep(half, before.state, { task, context }), (x) => {
      if (queries >= budget) throw new StepFailure(`the budget of ${budget} queries is spent`);
      return objective.evaluate(x, queries++);
    });
    clients.set(clientNumber, { state, queries });
    return contribution;
  }

  return {
    // Clients whose objectives answer at once go one after the other, for nothing is awaited; the others wait side by side.
    run: (tasks) => Promise.all(tasks.map(step)),
    snapshot: () => Promise.resolve(Object.fromEntries(clients)),
  };
}

/**
 * Drives a computation to its end with an objective that answers at once or later, one evaluation at a time. A `StepFailure` that
 * `evaluate` throws is handed into the computation, which decides what to make of it.
 */
export async function answer<Result>(
  steps: Evaluating<Result>,
  evaluate: (x: Float64Array) => Outcome | Promise<Outcome>,
): Promise<Result> {
  let next = steps.next();
  while (next.done !== true) {
    const outcomes: Outcome[] = [];
    let refusal: StepFailure | undefined;
    for (const x of next.value) {
      try {
        const outcome = evaluate(x);
        outcomes.push(outcome instanceof Promise ? await outcome : outcome);
      } catch (error) {
        if (!(error instanceof StepFailure)) throw error;
        refusal = error;
        break;
      }
    }
    next = refusal === undefined ? steps.next(outcomes) : steps.throw(refusal);
  }
  return next.value;
}
