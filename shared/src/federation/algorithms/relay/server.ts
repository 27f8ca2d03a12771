import { InvalidArgumentError } from '../../../errors.js';
import type { RunPlan } from '../../messages.js';
import type { ServerHalf, ServerState, Successor } from '../../server-half.js';
import { endOf, NO_EVIDENCE, withRound, type Evidence } from './evidence.js';
import { FIRST_PHASES } from './phases.js';

export interface RelayParts {
  readonly first: ServerHalf;
  readonly second: ServerHalf;
  /** Kind of the method that takes over. */
  readonly successor: string;
  /** Rounds that a crawl may last. */
  readonly patience: number;
}

type RelayState = ServerState & {
  /** State of the method at work. */
  readonly inner: ServerState;
  readonly evidence: Evidence;
  /** Why the other method took over; null while the first is at work. */
  readonly because: string | null;
  /** F(xᵣ) − F(xᵣ₋₁) of the last round of the first method, in the round after which it handed over. */
  readonly handedOver: number | null;
};

/**
 * Two methods in one run: the second begins at the iterate of the first once that has come to its end, which is seen from what it expects
 * to win and what it has won. A local method that has found a minimum leaves the rest of the budget to one that can leave it. The iterate
 * stays the best of both where the second keeps its best point.
 *
 * The phases of the second stand behind the one phase of the first, so that a task's phase says whose it is. The decision is a function of
 * the state, so a run that is repeated or resumed hands over in the same round. Under noise the first method expects nothing that could be
 * held against what it won, and stays.
 *
 * @throws InvalidArgumentError where the first has not exactly one phase, or either lets clients rebuild the iterate themselves.
 */
export function relayServer({ first, second, successor, patience }: RelayParts, plan: RunPlan): ServerHalf {
  if (first.phases.length !== FIRST_PHASES || first.replay !== undefined || second.replay !== undefined) {
    throw new InvalidArgumentError(
      'algorithm.successor',
      'can take over only from a method whose round is one phase, and neither may be one whose iterate does not travel (seed-scalar)',
    );
  }
  const work = (state: RelayState): { half: ServerHalf; offset: number } =>
    state.because === null ? { half: first, offset: 0 } : { half: second, offset: FIRST_PHASES };

  return {
    phases: [...first.phases, ...second.phases],
    broadcastKinds: { ...first.broadcastKinds, ...second.broadcastKinds },
    span: (state) =>
      relayStateOf(state).because === null
        ? { first: 0, end: FIRST_PHASES }
        : { first: FIRST_PHASES, end: FIRST_PHASES + second.phases.length },
    init(start): RelayState {
      const inner = first.init(start, plan);
      return { iterate: inner.iterate, inner, evidence: NO_EVIDENCE, because: null, handedOver: null };
    },
    broadcast(state, phase) {
      const { half, offset } = work(relayStateOf(state));
      return half.broadcast(relayStateOf(state).inner, phase - offset);
    },
    expects: (phase) => (phase < FIRST_PHASES ? first.expects(phase, plan) : second.expects(phase - FIRST_PHASES, plan)),
    change(state) {
      const relay = relayStateOf(state);
      return relay.handedOver ?? work(relay).half.change?.(relay.inner);
    },
    successor(state): Successor | undefined {
      const { because } = relayStateOf(state);
      return because === null ? undefined : { method: successor, because };
    },
    update(before, phase, aggregate): RelayState {
      const state = relayStateOf(before);
      const { half, offset } = work(state);
      const inner = half.update(state.inner, phase - offset, aggregate);
      const updated: RelayState = { ...state, iterate: inner.iterate, inner, handedOver: null };
      return state.because === null ? considered(updated) : updated;
    },
  };

  /** The state with the other method at work, if the first has come to its end. */
  function considered(state: RelayState): RelayState {
    const change = first.change?.(state.inner);
    const expected = first.expectedDecrease?.(state.inner);
    if (change === undefined || expected === undefined) return { ...state, evidence: NO_EVIDENCE };
    const evidence = withRound(state.evidence, -change, { expected, patience });
    const because = endOf(evidence, patience);
    if (because === undefined) return { ...state, evidence };
    const inner = second.init(state.iterate, plan);
    return { iterate: inner.iterate, inner, evidence, because, handedOver: change };
  }
}

function relayStateOf(state: ServerState): RelayState {
  if (!('inner' in state) || !('evidence' in state)) throw new Error('the state of a relay lacks the state it wraps');
  return state as RelayState;
}
