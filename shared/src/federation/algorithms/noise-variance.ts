import type { Evaluating } from '../../objectives/evaluating.js';
import type { LocalPoint } from './local-descent.js';

/**
 * ½(y − y′)² of two evaluations at one point: the noise variance of a value without bias, exactly 0 where the objective repeats itself.
 * One query; 0 where the second evaluation has no value.
 */
export function* noiseVariance({ iterate, value }: LocalPoint): Evaluating<number> {
  const [outcome] = yield [iterate];
  return outcome?.kind === 'value' ? (outcome.value - value) ** 2 / 2 : 0;
}
