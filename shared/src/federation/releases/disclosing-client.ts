import { clippedSum } from '../../privacy/index.js';
import type { Evaluating } from '../../objectives/evaluating.js';
import type { ClientContext, ClientHalf, Mechanism } from '../client-half.js';
import type { Tensor, Task } from '../messages.js';
import type { Serialisable } from '../serialisable.js';
import { countedMembers } from './counted-members.js';
import { privacyOf } from './privacy-plan.js';
import { gridOfTerms, SUM, termsOfTask } from './release-terms.js';

/** What a step of a private method gives: a vector a member. They are never sent. */
interface MemberStep {
  readonly state: Serialisable;
  readonly dimension: number;
  /** Each is read before the next one is asked for, so they may share an array. */
  readonly members: Iterable<Readonly<Float64Array>>;
}

/** The half of a private method that runs beside the data. It has no way to send anything but the clipped sum of its members' vectors. */
export interface PrivateClientHalf {
  init(context: ClientContext): Serialisable;
  step(state: Serialisable, task: Task, context: ClientContext): Evaluating<MemberStep>;
}

/**
 * A private method as a client half: clips and sums its members on the grid of the task. Where the coordinator is trusted the sum is sent
 * as it is, in whole grid units; where it is not, with the noise of the client's own release on it (`mechanismOf`). Where the clip radius is
 * adapted, the sum has one coordinate more, which counts the members within it (`countedMembers`).
 */
export function disclosing(method: PrivateClientHalf): ClientHalf {
  return {
    init: (context) => method.init(context),
    *step(state, task, context) {
      const privacy = privacyOf(context.plan);
      const terms = termsOfTask(task.tensors);
      const grid = gridOfTerms(terms, privacy);
      const { state: next, dimension, members } = yield* method.step(state, task, context);
      const sum =
        terms.count === undefined
          ? clippedSum(members, dimension, grid)
          : clippedSum(countedMembers(members, dimension, terms.count), dimension + 1, grid);
      return { state: next, tensors: { [SUM]: exactTensor(privacy.trust === 'central' ? sum.counts : mechanismIn(context)(sum)) } };
    },
  };
}

function mechanismIn({ mechanism }: ClientContext): Mechanism {
  if (mechanism === undefined) throw new Error('a client that trusts nobody needs a mechanism between its sum and the wire');
  return mechanism;
}

function exactTensor(values: Readonly<Float64Array>): Tensor {
  return { dtype: 'f64', shape: [values.length], values: Float64Array.from(values) };
}
