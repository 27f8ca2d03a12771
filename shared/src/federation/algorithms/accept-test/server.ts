import type { Serialisable } from '../../serialisable.js';
import type { ServerHalf, ServerState } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';

/** The index of the test among the wrapped phases. */
export const ACCEPT_PHASE = 1;

/**
 * Wraps a server half so that a round's new iterate is kept only if the weighted mean of fᵢ(new) − fᵢ(old) over the cohort is negative.
 * The test is a phase of its own behind the first, and costs each client two queries, which are counted.
 *
 * Deviation: the published code (FZooS, `settings.py`) compares the true F at the server, for free.
 */
export function withAcceptTestAtServer(inner: ServerHalf): ServerHalf {
  const innerPhase = (phase: number): number => (phase < ACCEPT_PHASE ? phase : phase - 1);
  const wrap = (state: ServerState, previous: Float64Array): ServerState => ({ iterate: state.iterate, inner: state, previous });
  return {
    broadcastKinds: { ...inner.broadcastKinds, previous: 'position' },
    contributionKinds: { ...inner.contributionKinds, difference: 'figures' },
    phases: [...inner.phases.slice(0, ACCEPT_PHASE), 'accept-test', ...inner.phases.slice(ACCEPT_PHASE)],
    init: (start, plan) => wrap(inner.init(start, plan), start),
    broadcast: (state, phase) =>
      phase === ACCEPT_PHASE ? { previous: previousOf(state) } : inner.broadcast(innerOf(state), innerPhase(phase)),
    expects: (phase, plan) => (phase === ACCEPT_PHASE ? { difference: [1] } : inner.expects(innerPhase(phase), plan)),
    update(state, phase, aggregate) {
      if (phase !== ACCEPT_PHASE) {
        const previous = phase === 0 ? state.iterate : previousOf(state);
        return wrap(inner.update(innerOf(state), innerPhase(phase), aggregate), previous);
      }
      const better = (tensorValues(aggregate.tensors, 'difference')[0] ?? 0) < 0;
      return better ? state : wrap({ ...innerOf(state), iterate: previousOf(state) }, previousOf(state));
    },
  };
}

function innerOf(state: ServerState): ServerState {
  return asState(state['inner']);
}

function previousOf(state: ServerState): Float64Array {
  const { previous } = state;
  if (!(previous instanceof Float64Array)) throw new Error('the state of an accept test lacks the previous iterate');
  return previous;
}

function asState(value: Serialisable | undefined): ServerState {
  if (value !== null && typeof value === 'object' && 'iterate' in value && value.iterate instanceof Float64Array)
    return value as ServerState;
  throw new Error('the state of an accept test lacks the state it wraps');
}
