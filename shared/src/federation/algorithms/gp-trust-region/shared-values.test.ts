import { describe, expect, it } from 'vitest';
import { finalState, smallFederation } from '../../testing/small-federation.js';
import { mixedNoise, withoutFewShared } from './shared-values.js';
import { trustRegionStateOf, type TrustRegionState } from './state.js';

describe('the noise of values that a part of the clients gave', () => {
  it('grows with the squared distance they were measured over, is 1 in the mean, and leaves whole values almost exact', () => {
    expect([...mixedNoise(Float64Array.of(5, 1, 0, 3), Float64Array.of(0, 1, 0, 1))]).toEqual([1e-4, 1 / 2, 1e-4, 3 / 2]);
  });

  it('is almost nothing where all were measured at the iterate itself', () => {
    expect([...mixedNoise(Float64Array.of(0, 0), Float64Array.of(1, 1))]).toEqual([1e-4, 1e-4]);
  });
});

describe('values that a part of the clients gave, once sharing out is over', () => {
  const withShared = async (count: number): Promise<TrustRegionState> => {
    const algorithm = { kind: 'gp-trust-region', directions: 4, folded: true };
    const state = trustRegionStateOf((await finalState(smallFederation({ algorithm, dimension: 4, rounds: 3 }))).server);
    const shared = state.observed.shared.map((_, a) => (a >= 2 && a < 2 + count ? 1 : 0));
    return { ...state, observed: { ...state.observed, shared } };
  };

  it('are forgotten where there are d at most, with the Hessian that came of them', async () => {
    const before = await withShared(4);
    const { observed, surrogate } = withoutFewShared(before);
    expect(observed.values).toEqual(before.observed.values.filter((_, a) => a < 2 || a >= 6));
    expect(observed.points.slice(8, 12)).toEqual(before.observed.points.slice(24, 28));
    expect(observed).toMatchObject({ seen: before.observed.seen, shared: new Float64Array(observed.values.length) });
    expect(surrogate?.hessian).toBeNull();
  });

  it('are kept where there are more, or none', async () => {
    for (const count of [0, 5]) {
      const before = await withShared(count);
      expect(withoutFewShared(before)).toBe(before);
    }
  });
});
