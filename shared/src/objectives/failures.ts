import { InvalidArgumentError } from '../errors.js';
import { createStream } from '../numeric/random-stream.js';
import type { Outcome, SynchronousObjective } from './objective.js';
import { withEvaluation } from './wrapped-evaluation.js';

export interface FailureOptions {
  /** Chance of each evaluation to end badly, in [0, 1]. */
  readonly rate: number;
  readonly seed: number;
  readonly client: number;
  /** How it ends; default `failed`. */
  readonly outcome?: Exclude<Outcome, { kind: 'value' }>;
}

/** The objective with a share of evaluations that give no value, decided by the stream (seed, client, query number, failure). The truth is kept. */
export function withFailures(objective: SynchronousObjective, options: FailureOptions): SynchronousObjective {
  const { rate, seed, client, outcome = { kind: 'failed', reason: 'failure injected by withFailures' } } = options;
  if (!(rate >= 0 && rate <= 1)) throw new InvalidArgumentError('rate', `is ${rate}, must be in [0, 1]`);
  if (rate === 0) return objective;
  return withEvaluation(objective, (x, query) => {
    const fails = createStream({ seed, client, round: query, purpose: 'failure' }).uniform() < rate;
    return fails ? outcome : objective.evaluate(x, query);
  });
}
