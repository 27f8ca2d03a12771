import type { Outcome, SynchronousObjective } from './objective.js';

/** The same objective with another way to evaluate; dimension and truth are the inner one's. */
export function withEvaluation(
  objective: SynchronousObjective,
  evaluate: (x: Float64Array, query: number) => Outcome,
): SynchronousObjective {
  const { dimension, truth } = objective;
  return truth === undefined ? { dimension, evaluate } : { dimension, evaluate, truth };
}
