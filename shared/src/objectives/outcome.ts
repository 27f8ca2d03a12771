import type { Outcome } from './objective.js';

/** The outcome of a computed number: a value if it is finite, else `failed` with the number in the reason. */
export function valueOutcome(value: number): Outcome {
  return Number.isFinite(value)
    ? { kind: 'value', value }
    : { kind: 'failed', reason: `the objective computed ${value}, which is not a finite number` };
}
