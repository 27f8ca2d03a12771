import type { Objective, Outcome } from '../objectives/objective.js';
import type { Evaluating } from '../objectives/evaluating.js';
import type { Kernels } from '../numeric/kernels.js';
import { createClientHalf } from './algorithms/client-halves.js';
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
  /** Called before each client's step, so that a host can let other work in; absent: none. */
  readonly breathe?: () => Promise<void>;
}

/**
 * The clients of one thread, stepped one after the other. Which clients share a pool cannot change a result: each has its own state,
 * its own streams and its own numbering of queries.
 */
export function createLocalPool(config: LocalPoolConfig): ClientPool {
  const { plan, kernels, objectives, breathe } = config;
  const half = createClientHalf(plan.algorithm);
  const workspace = createWorkspace();
  const clients = new Map<number, ClientSnapshot>(Object.entries(config.snapshots ?? {}).map(([number, snapshot]) => [Number(number), snapshot]));

  async function step(task: Task): Promise<Contribution> {
    const { clientNumber, round } = task;
    const objective = objectives.get(clientNumber);
    if (objective === undefined) throw new Error(`this pool has no client ${clientNumber}`);
    const context = createClientContext({ plan, clientNumber, round, kernels, workspace });
    const before = clients.get(clientNumber) ?? { state: half.init(context), queries: 0 };
    let queries = before.queries;
    const { state, contribution } = await answer(runStep(half, before.state, { task, context }), (x) => objective.evaluate(x, queries++));
    clients.set(clientNumber, { state, queries });
    return contribution;
  }

  return {
    async run(tasks) {
      const contributions: Contribution[] = [];
      for (const task of tasks) {
        if (breathe !== undefined) await breathe();
        contributions.push(await step(task));
      }
      return contributions;
    },
    snapshot: () => Promise.resolve(Object.fromEntries(clients)),
  };
}

/** Drives a computation to its end with an objective that answers at once or later, one evaluation at a time. */
export async function answer<Result>(steps: Evaluating<Result>, evaluate: (x: Float64Array) => Outcome | Promise<Outcome>): Promise<Result> {
  let next = steps.next();
  while (next.done !== true) {
    const outcomes: Outcome[] = [];
    for (const x of next.value) {
      const outcome = evaluate(x);
      outcomes.push(outcome instanceof Promise ? await outcome : outcome);
    }
    next = steps.next(outcomes);
  }
  return next.value;
}
