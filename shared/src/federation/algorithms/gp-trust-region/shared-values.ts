import type { ObservedPoints, TrustRegionState } from './state.js';

/** Whether some of the values are those of a part of the clients. */
export function isMixed(shared: Float64Array): boolean {
  return shared.includes(1);
}

/** Those that all clients gave. */
function wholeOnly({ points, shared, seen, ...numbers }: ObservedPoints): ObservedPoints {
  const kept = [...shared.keys()].filter((a) => shared[a] === 0);
  const d = points.length / shared.length;
  const chosen = new Float64Array(kept.length * d);
  kept.forEach((a, k) => chosen.set(points.subarray(a * d, (a + 1) * d), k * d));
  const [values, noise, cohorts, reaches] = [numbers.values, numbers.noise, numbers.cohorts, numbers.reaches].map((all) =>
    Float64Array.from(kept, (a) => all[a]!),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  return { points: chosen, values, noise, cohorts, reaches, shared: new Float64Array(kept.length), seen };
}

/** What is left of the nugget for a value that all clients gave, where others are those of a part. */
const WHOLE_NOISE = 1e-4;

/**
 * Noise variances where some values are those of a part of the clients. fᵢ(p) − fᵢ(x) differs from the difference of F by a smooth function
 * that is 0 at x, to first order a slope of its own, whose variance at p is that of the slopes times ‖p − x‖². The directions of a design
 * are orthogonal, so these errors are independent within a round. In units of their mean.
 */
export function mixedNoise(reaches: Float64Array, shared: Float64Array): Float64Array {
  let sum = 0;
  let count = 0;
  for (let a = 0; a < shared.length; a++) {
    if (shared[a] === 0) continue;
    sum += reaches[a]!;
    count += 1;
  }
  return reaches.map((reach, a) => (shared[a] === 1 && sum > 0 ? (reach * count) / sum : WHOLE_NOISE));
}

/**
 * The state with shared values forgotten where there are d at most: such few are soon had again from all clients, and until they have left the
 * window values could not be interpolated. The Hessian that came of them goes with them.
 */
export function withoutFewShared(state: TrustRegionState): TrustRegionState {
  const { observed, surrogate, iterate } = state;
  const count = observed.shared.reduce((sum, one) => sum + one, 0);
  if (count === 0 || count > iterate.length) return state;
  return { ...state, observed: wholeOnly(observed), surrogate: surrogate === null ? null : { ...surrogate, hessian: null } };
}
