import {
  createClientContext,
  runStep,
  StepFailure,
  type ClientHalf,
  type Contribution,
  type Mechanism,
  type RunPlan,
  type Serialisable,
  type StepResult,
  type Task,
  type Workspace,
} from '@fedzoo/shared/federation/client';
import type { Kernels } from '@fedzoo/shared/numeric';
import type { Outcome } from '@fedzoo/shared/objectives';
import { wireText } from '../transport/wire-text.js';
import { BudgetSpentError } from '../journal/journalled-evaluation.js';

/** What the clients of one host share while they take part in a run. */
export interface RunContext {
  readonly plan: RunPlan;
  /** Tells this plan from every other: a digest of all it says. */
  readonly planDigest: string;
  readonly half: ClientHalf;
  readonly kernels: Kernels;
  readonly workspace: Workspace;
}

export interface StepInput {
  readonly task: Task;
  /** The client's state after its last phase; missing before its first. */
  readonly state: Serialisable | undefined;
  readonly evaluate: (points: readonly Float64Array[]) => Promise<readonly Outcome[]>;
  /** Noise onto this client's sum, where it trusts nobody and the release is charged. */
  readonly mechanism?: Mechanism | undefined;
}

/**
 * One step of a client half, driven to its end. A budget that is spent ends it as a contribution that says so; what `evaluate`
 * rejects with otherwise, and defects of the method, reject.
 */
export async function driveStep(
  { plan, half, kernels, workspace }: RunContext,
  { task, state, evaluate, mechanism }: StepInput,
): Promise<StepResult> {
  const { clientNumber, round, phase } = task;
  const context = createClientContext({ plan, clientNumber, round, phase, kernels, workspace, mechanism });
  const step = runStep(half, state ?? half.init(context), { task, context });
  let next = step.next();
  while (next.done !== true) {
    const answer = await evaluate(next.value).catch((error: unknown) => {
      if (error instanceof BudgetSpentError) return error;
      throw error;
    });
    next = answer instanceof BudgetSpentError ? step.throw(new StepFailure(answer.message)) : step.next(answer);
  }
  return next.value;
}

/** The contribution that reports a failure. `counts` is what the journal says was spent. */
export function failedContribution({ run, round, phase, client }: Task, counts: Contribution['outcomes'], failure: string): Contribution {
  return { run, round, phase, client, tensors: {}, ...spending(counts), failure: wireText(failure) };
}

/** The counts of a contribution, from the journal: they include evaluations that were lost with an earlier process. */
export function spending(outcomes: Contribution['outcomes']): Pick<Contribution, 'queries' | 'outcomes'> {
  return { queries: outcomes.value + outcomes.infeasible + outcomes.failed + outcomes.timedOut, outcomes };
}
