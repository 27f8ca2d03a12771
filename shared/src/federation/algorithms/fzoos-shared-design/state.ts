import type { Serialisable } from '../../serialisable.js';
import { stretchesOf, type Stretch } from '../trajectory.js';

/** What a client of `fzoos-shared-design` remembers between phases. */
export type SharedDesignState = {
  /** Everything it has evaluated. */
  readonly history: readonly Stretch[];
  /** x and fᵢ(x) of the iterate that the last round began with. */
  readonly start: { readonly round: number; readonly value: number } | null;
  /** The last iterate it knows the value of. */
  readonly broadcast: { readonly iterate: Float64Array; readonly value: number } | null;
  /** The last design it evaluated, x first: points, and its own values, NaN where it has none. */
  readonly design: { readonly round: number; readonly x: Float64Array; readonly y: Float64Array } | null;
  /** F − fᵢ, up to a constant, at the newest shared points. */
  readonly gap: Stretch;
};

const FIRST_STATE: SharedDesignState = {
  history: [],
  start: null,
  broadcast: null,
  design: null,
  gap: { x: new Float64Array(0), y: new Float64Array(0) },
};

/** A state as it comes back from storage; what is not recognised begins anew. */
export function sharedDesignStateOf(state: Serialisable): SharedDesignState {
  if (state === null || typeof state !== 'object' || !('history' in state)) return FIRST_STATE;
  return { ...(state as unknown as SharedDesignState), history: stretchesOf(state.history) };
}

/** The gap with what the coordinator's means tell of the client's last design, if they are of that one; the newest `count` points. */
export function extendedGap(
  { gap, design }: SharedDesignState,
  means: Float64Array | undefined,
  { round, count, dimension: d }: { readonly round: number; readonly count: number; readonly dimension: number },
): Stretch {
  if (means === undefined || design === null || design.round !== round - 1) return gap;
  const directions = (means.length - 1) / 2;
  const [level = 0] = means;
  const rows: number[] = [];
  const values: number[] = [];
  for (let k = 0; k <= directions; k++) {
    const own = design.y[k]!;
    const usable = k === 0 || means[directions + k] === 1;
    if (!usable || Number.isNaN(own)) continue;
    rows.push(k);
    values.push(level + (k === 0 ? 0 : means[k]!) - own);
  }
  const y = [...gap.y, ...values].slice(-count);
  const x = new Float64Array(y.length * d);
  const fresh = Math.min(rows.length, y.length);
  const old = y.length - fresh;
  x.set(gap.x.subarray(gap.x.length - old * d));
  rows.slice(-fresh).forEach((k, at) => x.set(design.x.subarray(k * d, (k + 1) * d), (old + at) * d));
  return { x, y: Float64Array.from(y) };
}
