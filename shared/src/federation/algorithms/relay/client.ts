import type { ClientHalf } from '../../client-half.js';
import type { Serialisable } from '../../serialisable.js';
import { FIRST_PHASES } from './phases.js';

type RelayState = { readonly isSuccessor: boolean; readonly inner: Serialisable };

/** The client's side of a relay: the phase of a task says whose it is. The successor begins without memory, so it evaluates xᵣ once more. */
export function relayClient(first: ClientHalf, second: ClientHalf): ClientHalf {
  return {
    init: (context): RelayState => ({ isSuccessor: false, inner: first.init(context) }),
    *step(state, task, context) {
      const isSuccessor = task.phase >= FIRST_PHASES;
      const half = isSuccessor ? second : first;
      const relay = state as RelayState;
      const inner = relay.isSuccessor === isSuccessor ? relay.inner : half.init(context);
      const step = yield* half.step(inner, isSuccessor ? { ...task, phase: task.phase - FIRST_PHASES } : task, context);
      return { ...step, state: { isSuccessor, inner: step.state } satisfies RelayState };
    },
  };
}
