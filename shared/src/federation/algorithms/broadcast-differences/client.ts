import { positionDtype } from '../../../numeric/dtype.js';
import type { ClientHalf } from '../../client-half.js';
import type { RunPlan } from '../../messages.js';
import type { Serialisable } from '../../serialisable.js';
import { NOTHING_KEPT, rebuilt, type Kept } from './rebuilt.js';

/** The state of a client that keeps the vectors of its last task: that of its method, and them. */
type KeepingState = { readonly inner: Serialisable; readonly kept: Kept };

/**
 * The client's side of `withDifferencesAtServer`: rebuilds the vectors that a task tells by their differences, hands the method the task
 * as if all had come whole, and keeps its vectors in its state. It says which it keeps with every contribution.
 */
export function withDifferencesAtClient(inner: ClientHalf, plan: RunPlan): ClientHalf {
  const shape = { dimension: plan.dimension, dtype: positionDtype(plan.dtype) };
  return {
    init: (context): KeepingState => ({ inner: inner.init(context), kept: NOTHING_KEPT }),
    iterateOf: (state, task, { workspace }) => rebuilt(task, keepingOf(state).kept, { ...shape, workspace }).task.iterate.values,
    keeps(state) {
      const { version } = keepingOf(state).kept;
      return version ?? undefined;
    },
    *step(state, task, context) {
      const whole = rebuilt(task, keepingOf(state).kept, { ...shape, workspace: context.workspace });
      const step = yield* inner.step(keepingOf(state).inner, whole.task, context);
      return { ...step, state: { inner: step.state, kept: whole.kept } satisfies KeepingState };
    },
  };
}

/** A state as it comes back from storage: what this wrapper gave out. */
function keepingOf(state: Serialisable): KeepingState {
  return state as KeepingState;
}
