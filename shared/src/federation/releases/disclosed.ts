import type { Contribution, RunPlan } from '../messages.js';

/**
 * A contribution as it may be told: in a private run without the value at the iterate, without how evaluations ended, and without the reason
 * of a failure, all of which may depend on the data. What is left beside the sum is how many evaluations the method asks for.
 */
export function disclosed(contribution: Contribution, { privacy }: Pick<RunPlan, 'privacy'>): Contribution {
  if (privacy === undefined) return contribution;
  const { run, round, phase, client, tensors, queries, failure } = contribution;
  return {
    run,
    round,
    phase,
    client,
    tensors,
    queries,
    outcomes: { value: queries, infeasible: 0, failed: 0, timedOut: 0 },
    ...(failure === undefined ? {} : { failure: 'takes no part; its own log says why' }),
  };
}
