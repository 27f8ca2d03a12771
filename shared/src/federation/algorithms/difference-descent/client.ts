import { sameElements } from '../../../numeric/same-elements.js';
import type { Evaluating } from '../../../objectives/evaluating.js';
import type { ClientContext } from '../../client-half.js';
import type { PrivateClientHalf } from '../../releases/disclosing-client.js';
import { privacyOf } from '../../releases/privacy-plan.js';
import type { Serialisable } from '../../serialisable.js';
import { tensorValues } from '../../tensor.js';
import { blockDirections, vectorLength } from './design.js';
import { differenceVectors, gradientVectors, type MemberVectors } from './member-vectors.js';
import type { DifferenceDescentOptions } from './options.js';

/** What a client remembers, for itself: its members' vectors at the last iterate, along the directions of a block. */
type Known = { readonly x: Float64Array; readonly block: number; readonly count: number; readonly values: Float64Array };

/**
 * The client of `differenceDescentServer`: its members' vectors at the iterate, or what they changed by since the iterate before, which they
 * are evaluated at again only where this client has not been there. The same members, directions and radius at both points: otherwise the
 * difference would not shrink with the step.
 *
 * `zo-diff2`: K + 1 queries a round, twice as many after a round that was missed; the others 1.
 */
export function differenceDescentClient(options: DifferenceDescentOptions): PrivateClientHalf {
  return {
    init: () => null,
    *step(state, task, context) {
      const x = task.iterate.values;
      const [block, isDifference] = tensorValues(task.tensors, 'block');
      const dimension = vectorLength(options, x.length);
      const now = yield* vectorsAt(x, block!, context);
      const known: Known = { x, block: block!, ...now };
      if (isDifference !== 1) return { state: known, dimension, members: rows(now, dimension) };
      const previous = tensorValues(task.tensors, 'previous');
      const before = recalled(state, previous, block!) ?? (yield* vectorsAt(previous, block!, context));
      return { state: known, dimension, members: rows(changes(now, before), dimension) };
    },
  };

  function* vectorsAt(x: Float64Array, block: number, { plan, workspace }: ClientContext): Evaluating<MemberVectors> {
    const { unit } = privacyOf(plan);
    if (options.kind !== 'zo-diff2') return yield* gradientVectors(x, unit);
    const count = vectorLength(options, x.length);
    const directions = workspace.recall(`private-directions ${block}`, () => blockDirections(plan, block, count));
    return yield* differenceVectors(x, { directions, radius: options.smoothingRadius, unit });
  }
}

function recalled(state: Serialisable, x: Float64Array, block: number): MemberVectors | undefined {
  if (state === null || typeof state !== 'object' || !('block' in state)) return undefined;
  const known = state as Known;
  return known.block === block && sameElements(known.x, x) ? known : undefined;
}

/** A member that is not there at both points has no difference. */
function changes(now: MemberVectors, before: MemberVectors): MemberVectors {
  const values = now.values.map((value, i) => value - (before.values[i] ?? Number.NaN));
  return { count: now.count, values };
}

function* rows({ count, values }: MemberVectors, length: number): Generator<Float64Array> {
  for (let member = 0; member < count; member++) yield values.subarray(member * length, (member + 1) * length);
}
