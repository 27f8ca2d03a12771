import type { ClientHalf } from '../../client-half.js';
import { CLOSING_PHASE } from '../../messages.js';
import { evaluateBroadcast } from '../local-descent.js';

/** The client's side of the closing phase, the same for every method: one query, the value of the last iterate, and nothing else. */
export function withClosingPhaseAtClient(inner: ClientHalf): ClientHalf {
  return {
    ...inner,
    *step(state, task, context) {
      if (task.phase !== CLOSING_PHASE) return yield* inner.step(state, task, context);
      const { value } = yield* evaluateBroadcast(inner.iterateOf?.(state, task, context) ?? task.iterate.values);
      return { state, tensors: {}, iterateValue: value };
    },
  };
}
