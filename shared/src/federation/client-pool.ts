import type { Objective, Outcome } from '../objectives/objective.js';
import type { Evaluating } from '../objectives/evaluating.js';
import type { Kernels } from '../numeric/kernels.js';
import { budgetSpentText } from './budget-spent.js';
import type { Mechanism } from './client-half.js';
import { createClientHalf } from './algorithms/client-halves.js';
import { StepFailure } from './step-failure.js';
import { createClientContext } from './client-context.js';
import { runStep } from './client-step.js';
import type { ClientId, Contribution, OutcomeCounts, RunPlan, Task } from './messages.js';
import type { Serialisable } from './serialisable.js';
import { disclosed } from './releases/disclosed.js';
import { createWorkspace } from './workspace.js';

/** Clients of a simulation, wherever they live: this thread, worker threads, another process. */
export interface ClientPool {
  /** One contribution a task, in any order. */
  run(tasks: readonly Task[]): Promise<readonly Contribution[]>;
  /** The state of all clients between two phases, by client number. */
  snapshot(): Promise<ClientSnapshots>;
}

export type ClientSnapshots = { readonly [clientNumber: string]: ClientSnapshot };

type ClientSnapshot = {
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
  /** Who makes a client's evaluations in place of its bare objective, by client number: one who records them. */
  readonly evaluators?: ReadonlyMap<number, (task: Task) => PhaseEvaluator>;
  /** Hears why a client has nothing to give in a private run, where its contribution does not say. */
  readonly confide?: ((client: ClientId, reason: string) => void) | undefined;
  /** What adds noise at clients that trust nobody. */
  readonly mechanism?: Mechanism | undefined;
}

/** Makes the evaluations of one task. */
export interface PhaseEvaluator {
  /** The outcomes of the points, in order. Rejects with `StepFailure` where the client may make no more. */
  evaluate(points: readonly Float64Array[]): Promise<readonly Outcome[]>;
  /** How the task's evaluations ended, those of an earlier process included that never came to an end. */
  counts(): OutcomeCounts;
}

/**
 * The clients of one thread. Which clients share a pool cannot change a result: each has its own state,
 * its own streams and its own numbering of queries.
 */
export function createLocalPool(config: LocalPoolConfig): ClientPool {
  const { plan, kernels, objectives, budgets, mechanism } = config;
  const half = createClientHalf(plan);
  const workspace = createWorkspace();
  const clients = new Map<number, ClientSnapshot>(
    Object.entries(config.snapshots ?? {}).map(([number, snapshot]) => [Number(number), snapshot]),
  );

  async function step(task: Task): Promise<Contribution> {
    const { clientNumber, round, phase } = task;
    const context = createClientContext({ plan, clientNumber, round, phase, kernels, workspace, mechanism });
    const before = clients.get(clientNumber) ?? { state: half.init(context), queries: 0 };
    const steps = runStep(half, before.state, { task, context });
    const evaluator = config.evaluators?.get(clientNumber)?.(task);
    if (evaluator !== undefined) {
      const { state, contribution } = await answer(steps, (points) => evaluator.evaluate(points));
      const outcomes = evaluator.counts();
      const queries = outcomes.value + outcomes.infeasible + outcomes.failed + outcomes.timedOut;
      clients.set(clientNumber, { state, queries: before.queries + queries });
      return told({ ...contribution, queries, outcomes });
    }
    const objective = objectives.get(clientNumber);
    if (objective === undefined) throw new Error(`this pool has no client ${clientNumber}`);
    const budget = budgets?.get(clientNumber) ?? Number.POSITIVE_INFINITY;
    let queries = before.queries;
    const { state, contribution } = await answer(steps, (points) => {
      if (queries + points.length > budget)
        throw new StepFailure(budgetSpentText(task.client, { spent: queries, asked: points.length, budget }));
      const first = queries;
      queries += points.length;
      return evaluateAll(objective, points, first);
    });
    clients.set(clientNumber, { state, queries });
    return told(contribution);
  }

  function told(contribution: Contribution): Contribution {
    const { client, failure } = contribution;
    if (plan.privacy !== undefined && failure !== undefined) config.confide?.(client, failure);
    return disclosed(contribution, plan);
  }

  return {
    // Clients whose objectives answer at once go one after the other, for nothing is awaited; the others wait side by side.
    run: (tasks) => Promise.all(tasks.map(step)),
    snapshot: () => Promise.resolve(Object.fromEntries(clients)),
  };
}

/** The outcomes in order, one evaluation at a time, numbered from `first`; at once where the objective answers at once. */
function evaluateAll(
  objective: Objective,
  points: readonly Float64Array[],
  first: number,
): readonly Outcome[] | Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, x] of points.entries()) {
    const outcome = objective.evaluate(x, first + index);
    if (outcome instanceof Promise) return goOn(outcome);
    outcomes.push(outcome);
  }
  return outcomes;

  async function goOn(pending: Promise<Outcome>): Promise<readonly Outcome[]> {
    outcomes.push(await pending);
    for (let index = outcomes.length; index < points.length; index++)
      outcomes.push(await objective.evaluate(points[index]!, first + index));
    return outcomes;
  }
}

/**
 * Drives a computation to its end with whoever evaluates, at once or later. A `StepFailure` that `evaluate` throws or rejects with is
 * handed into the computation, which decides what to make of it.
 */
async function answer<Result>(
  steps: Evaluating<Result>,
  evaluate: (points: readonly Float64Array[]) => readonly Outcome[] | Promise<readonly Outcome[]>,
): Promise<Result> {
  let next = steps.next();
  while (next.done !== true) {
    let outcomes: readonly Outcome[];
    try {
      const answered = evaluate(next.value);
      outcomes = answered instanceof Promise ? await answered : answered;
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error;
      next = steps.throw(error);
      continue;
    }
    next = steps.next(outcomes);
  }
  return next.value;
}
