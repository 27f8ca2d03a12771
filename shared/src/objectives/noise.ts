import { InvalidArgumentError } from '../errors.js';
import { createStream } from '../numeric/random-stream.js';
import type { SynchronousObjective } from './objective.js';
import { valueOutcome } from './outcome.js';
import { withEvaluation } from './wrapped-evaluation.js';

export interface NoiseOptions {
  /** Standard deviation in units of the value, ≥ 0. */
  readonly noiseStdDev: number;
  readonly seed: number;
  readonly client: number;
}

/**
 * The objective plus independent normal noise, y = f(x) + σ·ζ: ζ is the first draw of the stream (seed, client, query number, noise), so
 * the same query repeated gives the same y. Outcomes other than a value, and the truth, pass unchanged.
 */
export function withNoise(objective: SynchronousObjective, options: NoiseOptions): SynchronousObjective {
  const { noiseStdDev, seed, client } = options;
  if (!(Number.isFinite(noiseStdDev) && noiseStdDev >= 0))
    throw new InvalidArgumentError('noiseStdDev', `is ${noiseStdDev}, must be a finite number, at least 0`);
  if (noiseStdDev === 0) return objective;
  return withEvaluation(objective, (x, query) => {
    const outcome = objective.evaluate(x, query);
    if (outcome.kind !== 'value') return outcome;
    return valueOutcome(outcome.value + noiseStdDev * createStream({ seed, client, round: query, purpose: 'noise' }).normal());
  });
}
