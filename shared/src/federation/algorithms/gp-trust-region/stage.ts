import type { TrustRegionState } from './state.js';

/** A stage ends when F has fallen, since progress was last looked at, by less than this share of what it has fallen since the start. */
const STALLED = { wide: 0.01, fine: 1e-4 } as const;

/**
 * The state with its progress looked at every `window` rounds. A wide stage that gains no more is followed by a fine one from the best
 * point, and that by a wide one, with the radii of the start. Where values do not repeat the stage stays wide: there is nothing to
 * interpolate.
 */
export function nextStage(state: TrustRegionState, given: { readonly firstRadius: number; readonly window: number }): TrustRegionState {
  const markRounds = state.markRounds + 1;
  const window = given.window * (state.stage === 'fine' ? state.patience : 1);
  const marked = { ...state, markRounds: 0, markLevel: state.level };
  const gained = state.markLevel - state.level;
  if (gained > 0 && gained >= STALLED[state.stage] * -state.level) return marked;
  if (state.noisy || markRounds < window) return { ...state, markRounds };
  const best = { centre: state.iterate, centreLevel: state.level };
  if (state.stage === 'wide')
    return { ...marked, ...best, stage: 'fine', patience: state.level < state.wideLevel ? 1 : 2 * state.patience };
  return { ...marked, ...best, stage: 'wide', wideLevel: state.level, designRadius: given.firstRadius, trustRadius: given.firstRadius };
}
