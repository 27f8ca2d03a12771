import { sameElements } from '../../../numeric/same-elements.js';
import type { Evaluating } from '../../../objectives/evaluating.js';
import type { ClientContext } from '../../client-half.js';
import type { PrivateClientHalf } from '../../releases/disclosing-client.js';
import { privacyOf } from '../../releases/privacy-plan.js';
import type { Serialisable } from '../../serialisable.js';
import { tensorValues } from '../../tensor.js';
import type { MemberVectors } from './member-vectors.js';

/** What a client remembers, for itself: its members' vectors at the last iterate, with what was drawn for a block. */
type Known = { readonly x: Float64Array; readonly block: number; readonly count: number; readonly values: Float64Array };

/** The quantity of a method: a vector a member. */
export interface MemberQuantity {
  /** How many numbers a vector has in d dimensions. */
  length(dimension: number): number;
  /** All members' vectors at x, with what is drawn for the block. The number of evaluations depends on neither x nor their values. */
  vectorsAt(x: Float64Array, block: number, context: ClientContext): Evaluating<MemberVectors>;
}

/**
 * The client of a `differenceRecursion`: its members' vectors at the iterate, or what they changed by since the iterate before, where they
 * are evaluated again only if this client has not been there. The same members and the same draws at both points: otherwise the difference
 * would not shrink with the step.
 */
export function recursionClient(quantity: MemberQuantity): PrivateClientHalf {
  return {
    init: () => null,
    *step(state, task, context) {
      const x = task.iterate.values;
      const [block, isDifference] = tensorValues(task.tensors, 'block');
      const dimension = quantity.length(x.length);
      const now = yield* quantity.vectorsAt(x, block!, context);
      // Where every release is whole nothing is ever compared with it, and vectors of members are not kept for nothing.
      const known: Known | null = privacyOf(context.plan).restart === 1 ? null : { x, block: block!, ...now };
      if (isDifference !== 1) return { state: known, dimension, members: rows(now, dimension) };
      const previous = tensorValues(task.tensors, 'previous');
      const before = recalled(state, previous, block!) ?? (yield* quantity.vectorsAt(previous, block!, context));
      return { state: known, dimension, members: changes(now, before, dimension) };
    },
  };
}

function recalled(state: Serialisable, x: Float64Array, block: number): MemberVectors | undefined {
  if (state === null || typeof state !== 'object' || !('block' in state)) return undefined;
  const known = state as Known;
  return known.block === block && sameElements(known.x, x) ? known : undefined;
}

/** Every member's vector, in one array that the next one overwrites. */
function* rows({ count, values }: MemberVectors, length: number): Generator<Readonly<Float64Array>> {
  const row = new Float64Array(length);
  for (let member = 0; member < count; member++) {
    const first = member * length;
    for (let i = 0; i < length; i++) row[i] = values[first + i]!;
    yield row;
  }
}

/** What every member's vector changed by, likewise. A member that is not there at both points has no difference. */
function* changes(now: MemberVectors, before: MemberVectors, length: number): Generator<Readonly<Float64Array>> {
  const row = new Float64Array(length);
  for (let member = 0; member < now.count; member++) {
    const first = member * length;
    if (member < before.count) for (let i = 0; i < length; i++) row[i] = now.values[first + i]! - before.values[first + i]!;
    else row.fill(Number.NaN);
    yield row;
  }
}
