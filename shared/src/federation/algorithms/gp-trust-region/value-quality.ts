import type { Evaluating } from '../../../objectives/evaluating.js';
import type { LocalPoint } from '../local-descent.js';
import { noiseVariance } from '../noise-variance.js';

/** How far from x, in every coordinate, steps are looked for: far below what a design asks for, far above what a value in f32 resolves. */
const NEARBY = 1e-4;

/**
 * 1 where values at one point differ, or, with `looksForSteps`, where the value close by is the same to the last bit, as that of a score on
 * counted data is; else 0. Either way single values say less of F than what many of them have in common. One query, or two.
 */
export function* blursValues(point: LocalPoint, { looksForSteps }: { readonly looksForSteps: boolean }): Evaluating<0 | 1> {
  if ((yield* noiseVariance(point)) > 0) return 1;
  return looksForSteps && (yield* isFlatNearby(point)) ? 1 : 0;
}

function* isFlatNearby({ iterate, value }: LocalPoint): Evaluating<boolean> {
  const [outcome] = yield [iterate.map((coordinate) => (coordinate + NEARBY <= 1 ? coordinate + NEARBY : coordinate - NEARBY))];
  return outcome?.kind === 'value' && outcome.value === value;
}
