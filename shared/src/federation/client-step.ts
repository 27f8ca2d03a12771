import { EstimationError } from '../estimators/estimation-error.js';
import type { Evaluating } from '../objectives/evaluating.js';
import type { Outcome } from '../objectives/objective.js';
import type { ClientContext, ClientHalf, ClientStep } from './client-half.js';
import type { Contribution, Task } from './messages.js';
import { addOutcomes, NO_OUTCOMES } from './run-state.js';
import type { Serialisable } from './serialisable.js';
import { StepFailure } from './step-failure.js';

/** The state after a step, and what is sent for it. */
export interface StepResult {
  readonly state: Serialisable;
  readonly contribution: Contribution;
}

/**
 * A client half's step with its bookkeeping: counts every evaluation by how it ended and turns `StepFailure` (also one thrown into the
 * generator by a driver whose budget is spent) into a contribution that says why, with the state as it was. Any other error is a
 * defect and is thrown.
 */
export function* runStep(
  half: ClientHalf,
  state: Serialisable,
  { task, context }: { task: Task; context: ClientContext },
): Evaluating<StepResult> {
  const { run, round, phase, client } = task;
  let outcomes = NO_OUTCOMES;
  const finish = (step: ClientStep<Serialisable> | { readonly failure: string }): StepResult => {
    const queries = outcomes.value + outcomes.infeasible + outcomes.failed + outcomes.timedOut;
    const keeps = half.keeps?.('failure' in step ? state : step.state);
    const key = { run, round, phase, client, queries, outcomes, ...(keeps === undefined ? {} : { keeps }) };
    if ('failure' in step) return { state, contribution: { ...key, tensors: {}, failure: step.failure } };
    const value = step.iterateValue;
    return { state: step.state, contribution: { ...key, tensors: step.tensors, ...(value === undefined ? {} : { iterateValue: value }) } };
  };
  try {
    const step = half.step(state, task, context);
    let next = step.next();
    while (next.done !== true) {
      const answers = yield next.value;
      for (const answer of answers) outcomes = addOutcomes(outcomes, countOf(answer));
      next = step.next(answers);
    }
    return finish(next.value);
  } catch (error) {
    if (error instanceof StepFailure || error instanceof EstimationError) return finish({ failure: error.message });
    throw error;
  }
}

function countOf(outcome: Outcome): typeof NO_OUTCOMES {
  return { ...NO_OUTCOMES, [outcome.kind]: 1 };
}
