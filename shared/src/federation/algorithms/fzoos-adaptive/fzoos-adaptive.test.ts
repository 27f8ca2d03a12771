import { describe, expect, it } from 'vitest';
import { resolveAlgorithm } from '../options.js';
import { finalState, smallFederation, type SmallOptions } from '../../testing/small-federation.js';
import { fzoosAdaptiveOptions } from './options.js';
import { featureCount, settingsOf } from './settings.js';

const small = {
  kind: 'fzoos-adaptive',
  localIterations: 5,
  messageBytes: 1_024,
  localWindow: 40,
  surrogateWindow: 80,
  localQueries: { candidates: 8, queries: 2 },
  surrogateQueries: { candidates: 20, queries: 10 },
};

async function outcome(options: SmallOptions): Promise<{ value: number; start: number; queries: number; iterate: Float64Array }> {
  const federation = smallFederation(options);
  const { server, totals } = await finalState(federation);
  return {
    value: federation.value(server.iterate),
    start: federation.value(federation.problem.start),
    queries: totals.queries,
    iterate: server.iterate,
  };
}

describe('fzoos-adaptive', () => {
  it('descends at heterogeneity 50, where the published length gets nowhere, for the same queries', async () => {
    const { kind: _, messageBytes: __, ...common } = small;
    const options = { heterogeneity: 50, rounds: 12 };
    const adaptive = await outcome({ ...options, algorithm: { ...small, virtualSteps: 0 } });
    const published = await outcome({ ...options, algorithm: { ...common, kind: 'fzoos', features: 128 } });
    expect(adaptive.queries).toBe(published.queries);
    expect(adaptive.value).toBeLessThan(0.5 * adaptive.start);
    expect(published.value).toBeGreaterThan(0.9 * published.start);
  });

  it('takes virtual steps for no query, and none where the surrogate is never sure enough', async () => {
    const virtual = await outcome({ algorithm: small });
    const none = await outcome({ algorithm: { ...small, virtualSteps: 0 } });
    const unsure = await outcome({ algorithm: { ...small, virtualUncertainty: 1e-9 } });
    expect(virtual.queries).toBe(none.queries);
    expect(virtual.value).toBeLessThan(none.value);
    expect(unsure.iterate).toEqual(none.iterate);
  });

  it('chooses sizes from d and from what a message may hold', () => {
    const options = fzoosAdaptiveOptions.parse({ kind: 'fzoos-adaptive' });
    const plan = (dimension: number, dtype: 'f64' | 'f32' = 'f64') => ({ ...smallFederation({ algorithm: small }).plan, dimension, dtype });
    // 2,560 numbers of eight bytes: whole blocks of 2 d, or pairs where none fits.
    expect([8, 20, 300, 1_000, 2_001].map((d) => featureCount(options, plan(d)))).toEqual([1_024, 1_000, 2_400, 2_000, 2_560]);
    expect(featureCount(options, plan(1_000, 'f32'))).toBe(4_000);
    expect(featureCount({ ...options, features: 77 }, plan(300))).toBe(77);
    const windows = [20, 300, 5_000].map((d) => settingsOf(options, plan(d)));
    expect(windows.map(({ localWindow }) => localWindow)).toEqual([150, 300, 400]);
    expect(windows.map(({ surrogateWindow }) => surrogateWindow)).toEqual([500, 600, 1_000]);
  });

  it('has no fixed correction length', () => {
    expect(() => resolveAlgorithm({ ...small, correctionLength: 1 })).toThrow(/correctionLength/);
  });
});
