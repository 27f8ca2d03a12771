import { positionDtype, roundToDtype } from '../../../numeric/dtype.js';
import { sameElements } from '../../../numeric/same-elements.js';
import type { RunPlan } from '../../messages.js';
import { broadcastDtype, type CatchUp, type ServerHalf, type ServerState } from '../../server-half.js';
import { differences, inOrder, type Vectors } from './vectors.js';

type Broadcast = { readonly version: number; readonly vectors: readonly Float64Array[] };

type DifferencesState = ServerState & {
  readonly inner: ServerState;
  readonly updates: number;
  /** The newest broadcasts that somebody answered, oldest first. */
  readonly answered: readonly Broadcast[];
};

/** Broadcasts that are kept for differences from them. */
const BROADCASTS_KEPT = 4;

/**
 * Lets what any server half broadcasts travel as differences, bit by bit, from what the client says it keeps of an earlier task: the
 * iterate and the other vectors of d elements in the dtype of points. What is then often the same costs nothing (a trial point that has
 * become the iterate, an iterate that stands). All goes whole to a client that keeps none of the last broadcasts, and a vector whose
 * difference would be longer does. What clients compute with is the same to the last bit.
 *
 * A version is a state and a phase, since they determine a broadcast.
 */
export function withDifferencesAtServer(inner: ServerHalf, plan: RunPlan): ServerHalf {
  const dtype = positionDtype(plan.dtype);
  return {
    ...inner,
    span: (state) => inner.span?.(innerOf(state)) ?? { first: 0, end: inner.phases.length },
    change: (state) => inner.change?.(innerOf(state)),
    expectedDecrease: (state) => inner.expectedDecrease?.(innerOf(state)),
    successor: (state) => inner.successor?.(innerOf(state)),
    init(start): DifferencesState {
      const state = inner.init(start, plan);
      return { iterate: state.iterate, inner: state, updates: 0, answered: [] };
    },
    broadcast: (state, phase) => inner.broadcast(innerOf(state), phase),
    update(before, phase, aggregate): DifferencesState {
      const { inner: held, updates, answered } = differencesOf(before);
      const state = inner.update(held, phase, aggregate);
      const closed = { version: versionOf(updates, phase), vectors: shared(vectorsOf(held, phase), answered.at(-1)?.vectors ?? []) };
      return { iterate: state.iterate, inner: state, updates: updates + 1, answered: [...answered, closed].slice(-BROADCASTS_KEPT) };
    },
    replay: {
      catchUp(state, known, phase): CatchUp {
        const { inner: held, updates, answered } = differencesOf(state);
        // The closing phase is behind those of the method: nobody keeps what it broadcasts.
        const version = phase < inner.phases.length ? { version: versionOf(updates, phase) } : {};
        const base = answered.find((broadcast) => broadcast.version === known);
        if (base === undefined) return { ...version, iterate: dtype };
        const vectors = differences(vectorsOf(held, phase), base.vectors, dtype);
        const isIterateTold = vectors.some(({ name }) => name === '');
        return { ...version, ...(isIterateTold ? {} : { iterate: dtype }), difference: { base: base.version, vectors } };
      },
    },
  };

  function versionOf(updates: number, phase: number): number {
    return updates * inner.phases.length + phase;
  }

  function vectorsOf(state: ServerState, phase: number): Vectors {
    const vectors = new Map([['', roundToDtype(state.iterate, dtype)]]);
    const broadcast = phase < inner.phases.length ? inner.broadcast(state, phase) : {};
    for (const [name, values] of Object.entries(broadcast)) {
      if (values.length !== plan.dimension || broadcastDtype(inner, name, plan) !== dtype) continue;
      vectors.set(name, roundToDtype(values, dtype));
    }
    return vectors;
  }
}

/** Vectors in order, those that were there before as they were, so that they are held once. */
function shared(vectors: Vectors, before: readonly Float64Array[]): readonly Float64Array[] {
  return inOrder(vectors.keys()).map((name) => {
    const vector = vectors.get(name)!;
    return before.find((other) => sameElements(other, vector)) ?? vector;
  });
}

function innerOf(state: ServerState): ServerState {
  return differencesOf(state).inner;
}

function differencesOf(state: ServerState): DifferencesState {
  if (!('inner' in state) || !('answered' in state)) throw new Error('the state of a run with differences lacks the state it wraps');
  return state as DifferencesState;
}
