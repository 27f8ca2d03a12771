import { InvalidArgumentError } from '../../../errors.js';
import type { ClientHalf } from '../../client-half.js';
import type { Serialisable } from '../../serialisable.js';
import { byteTensor, tensorValues, vectorTensor } from '../../tensor.js';
import { evaluateBroadcast } from '../local-descent.js';
import { sameElements } from '../../../numeric/same-elements.js';
import { differencesFrom } from './differences.js';

/** What a client remembers: the last iterate and the last points, with their values; NaN where there was none. */
type Known = {
  readonly x: Float64Array;
  readonly value: number;
  readonly points: Float64Array;
  readonly values: Float64Array;
};

/**
 * The client of every method in which all clients evaluate the same public points: the coordinator broadcasts them as a tensor `points`,
 * n·d numbers row after row, and gets fᵢ(p) − fᵢ(x), x being the broadcast iterate. So the mean of the answers is F(p) − F(x) of one and
 * the same cohort, whoever takes part and however unlike the clients are.
 *
 * n queries a round; fᵢ(x) is one more only where this client did not evaluate x in its last step. Tensors, shape [n] each:
 * `differences`; `present`, 1 where there is one; `infeasible`, 1 where p is infeasible here (its difference is then put above all others).
 */
export const sharedPointsClient: ClientHalf = {
  init: () => null,
  *step(state, task, context) {
    const { dtype } = context.plan;
    const x = task.iterate.values;
    const broadcast = tensorValues(task.tensors, 'points');
    const points = rowsOf(broadcast, x.length);
    const value = knownValue(state, x) ?? (yield* evaluateBroadcast(x)).value;
    const { differences, present, infeasible } = yield* differencesFrom(x, value, points);
    const values = differences.map((difference, k) => (present[k] === 1 && infeasible[k] === 0 ? value + difference : Number.NaN));
    const known: Known = { x, value, points: broadcast, values };
    return {
      state: known,
      tensors: {
        differences: vectorTensor(differences, dtype, context.rounding),
        present: byteTensor(present),
        infeasible: byteTensor(infeasible),
      },
      iterateValue: value,
    };
  },
};

function rowsOf(points: Float64Array, d: number): Float64Array[] {
  if (points.length === 0 || points.length % d !== 0) {
    throw new InvalidArgumentError('tensors.points', `has ${points.length} numbers, which is not a number of points in ${d} dimensions`);
  }
  return Array.from({ length: points.length / d }, (_, k) => points.slice(k * d, (k + 1) * d));
}

/** fᵢ(x) if this client's last step evaluated it. */
function knownValue(state: Serialisable, x: Float64Array): number | undefined {
  if (state === null || typeof state !== 'object' || !('points' in state)) return undefined;
  const known = state as Known;
  if (sameElements(known.x, x)) return known.value;
  const d = x.length;
  for (let k = 0; k < known.values.length; k++) {
    if (sameElements(known.points.subarray(k * d, (k + 1) * d), x) && !Number.isNaN(known.values[k]!)) return known.values[k];
  }
  return undefined;
}
