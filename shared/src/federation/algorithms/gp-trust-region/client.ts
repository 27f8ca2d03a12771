import { sameElements } from '../../../numeric/same-elements.js';
import type { ClientHalf } from '../../client-half.js';
import type { Serialisable } from '../../serialisable.js';
import { byteTensor, figureTensor, vectorTensor } from '../../tensor.js';
import { evaluateBroadcast } from '../local-descent.js';
import { differencesFrom } from '../shared-points/differences.js';
import { askedIn, askedPoints, ownPoints } from './asked-points.js';
import { directionsOf, type GpTrustRegionOptions } from './options.js';
import { blursValues } from './value-quality.js';

/**
 * A client of the shared design: evaluates the public points it is asked for and sends fᵢ(p) − fᵢ(x), with x the broadcast iterate, so
 * that both ends of a difference come from the same clients whoever takes part. K + 1 queries a round, K/n + 1 of a design shared out in n
 * parts; fᵢ(x) is one more only where this
 * client did not evaluate x before (the first round, a round it missed, a fresh cohort).
 *
 * Tensors, n = number of points asked for: `differences`, `present` and `infeasible` [n] as in `sharedPointsClient`, 0 for a point of a
 * shared-out design that is another client's; `statistics` [4]: the finding of `blursValues`, in a client's first step (one query more,
 * two where steps are looked for), 0 in later ones; the share of differences that are exactly 0, from which the coordinator sees that the
 * design is finer than the steps of fᵢ; and the squared difference of the trial point and the sum of those of the design, from whose means
 * it sees how alike clients are.
 */
export function gpTrustRegionClient(options: GpTrustRegionOptions): ClientHalf {
  return {
    init: () => null,
    *step(state, task, context) {
      const { plan, workspace } = context;
      const asked = askedIn(task.phase, options.folded);
      const directions = directionsOf(options, plan.dimension);
      const points = askedPoints(task.tensors, asked, { directions, seed: plan.seed, workspace });
      const x = task.iterate.values;
      const value = knownValue(state, x) ?? (yield* evaluateBroadcast(x)).value;
      const blurred = state === null ? yield* blursValues({ iterate: x, value }, { looksForSteps: options.wide }) : 0;
      const own = ownPoints(task.tensors, asked, { directions, client: context.clientNumber });
      const found = yield* differencesFrom(
        x,
        value,
        own.map((k) => points[k]!),
      );
      const [differences, present, infeasible] = [found.differences, found.present, found.infeasible].map((of) =>
        spread(of, own, points.length),
      ) as [Float64Array, Float64Array, Float64Array];
      const trials = asked.trial ? 1 : 0;
      const squares = [differences.subarray(0, trials), differences.subarray(trials)].map(sumOfSquares);
      const trial = asked.trial && present[0] === 1 && infeasible[0] === 0 ? { x: points[0]!, value: value + differences[0]! } : undefined;
      return {
        state: { known: trial === undefined ? [{ x, value }] : [{ x, value }, trial] },
        tensors: {
          differences: vectorTensor(differences, plan.dtype, context.rounding),
          present: byteTensor(present),
          infeasible: byteTensor(infeasible),
          statistics: figureTensor(Float64Array.of(blurred, flatShare(differences, present), ...squares), plan.dtype),
        },
        iterateValue: value,
      };
    },
  };
}

/** What was found at some of the points, in the order of all. */
function spread(found: Float64Array, at: readonly number[], count: number): Float64Array {
  const all = new Float64Array(count);
  at.forEach((k, i) => (all[k] = found[i]!));
  return all;
}

function sumOfSquares(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number * number, 0);
}

/** The share of the values there are that equal the one at x to the last bit. */
function flatShare(differences: Float64Array, present: Float64Array): number {
  let flat = 0;
  let values = 0;
  for (let k = 0; k < present.length; k++) {
    if (present[k] === 0) continue;
    values += 1;
    if (differences[k] === 0) flat += 1;
  }
  return values === 0 ? 0 : flat / values;
}

/** fᵢ(x) if an earlier step of this client evaluated it. */
function knownValue(state: Serialisable, x: Float64Array): number | undefined {
  if (state === null || typeof state !== 'object' || !('known' in state) || !Array.isArray(state.known)) return undefined;
  for (const entry of state.known as readonly { readonly x: Float64Array; readonly value: number }[]) {
    if (sameElements(entry.x, x)) return entry.value;
  }
  return undefined;
}
