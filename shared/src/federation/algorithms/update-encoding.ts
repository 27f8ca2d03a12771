import type { ClientHalf, ClientStep } from '../client-half.js';
import { sparseUpdate } from '../error-feedback.js';
import type { Serialisable } from '../serialisable.js';
import { vectorTensor } from '../tensor.js';

/** The state of a client that sends its updates in part: that of its method, and what it has not sent yet. */
type FeedbackState = { readonly inner: Serialisable; readonly residual: Float64Array | null };

/**
 * Makes of the tensor `update` that a client half gives in double precision what travels: rounded to the run's dtype, or, where the plan
 * says `topK`, its largest elements with error feedback (`sparseUpdate`). Then the residual is part of the client's state. A step that
 * fails leaves it as it is; a contribution that comes too late takes with it what it had sent.
 */
export function withUpdateEncoding(inner: ClientHalf): ClientHalf {
  const encoded: ClientHalf = {
    init: (context) => {
      const first = inner.init(context);
      return context.plan.topK === undefined ? first : ({ inner: first, residual: null } satisfies FeedbackState);
    },
    *step(state, task, context) {
      const { dtype, topK } = context.plan;
      const before = topK === undefined ? undefined : feedbackOf(state);
      const step = yield* inner.step(before === undefined ? state : before.inner, task, context);
      const { update } = step.tensors;
      if (before === undefined || topK === undefined) {
        return update === undefined ? step : withUpdate(step, vectorTensor(update.values, dtype, context.rounding));
      }
      if (update === undefined) return { ...step, state: { ...before, inner: step.state } };
      const { tensor, residual } = sparseUpdate(update.values, { residual: before.residual, topK, dtype });
      return { ...withUpdate(step, tensor), state: { inner: step.state, residual } satisfies FeedbackState };
    },
  };
  if (inner.iterateOf === undefined) return encoded;
  return {
    ...encoded,
    iterateOf: (state, task, context) => inner.iterateOf!(context.plan.topK === undefined ? state : feedbackOf(state).inner, task, context),
  };
}

function withUpdate(step: ClientStep<Serialisable>, update: ClientStep<Serialisable>['tensors'][string]): ClientStep<Serialisable> {
  return { ...step, tensors: { ...step.tensors, update } };
}

/** A state as it comes back from storage: what this wrapper gave out. */
function feedbackOf(state: Serialisable): FeedbackState {
  return state as FeedbackState;
}
