import type { Serialisable } from '../../serialisable.js';
import type { Control } from '../control.js';
import { stretchesOf, type Stretch } from '../trajectory.js';

/** What a client of FZooS remembers between phases. */
export type FzoosState = {
  /** Everything it has evaluated. */
  readonly history: readonly Stretch[];
  /** Its local iterate x⁽ⁱ⁾ᵣ,ₜ of the last round it took part in. */
  readonly local: { readonly round: number; readonly iterate: Float64Array } | null;
  /** The surrogate weights wᵢ it sent last, as sent. */
  readonly surrogate: Control | null;
  /** The last broadcast iterate whose value it knows. */
  readonly broadcast: { readonly iterate: Float64Array; readonly value: number } | null;
};

export const FIRST_STATE: FzoosState = { history: [], local: null, surrogate: null, broadcast: null };

/** A state as it comes back from storage; what is not recognised begins anew. */
export function fzoosStateOf(state: Serialisable): FzoosState {
  if (state === null || typeof state !== 'object' || !('history' in state)) return FIRST_STATE;
  return { ...(state as unknown as FzoosState), history: stretchesOf(state.history) };
}
