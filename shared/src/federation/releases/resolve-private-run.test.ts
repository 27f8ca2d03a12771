import { describe, expect, it } from 'vitest';
import { resolvePrivateRun, type PrivateRunTerms } from './resolve-private-run.js';
import { spentBy } from './privacy-plan.js';

const SECTION: PrivateRunTerms = {
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  epsilon: 3,
  delta: 1e-5,
  clip: { restart: 16, difference: 70 },
  members: 10_000,
};
const SIZE = { name: 'run', rounds: 270, dimension: 40, clients: 10 };
const resolve = (section: Partial<PrivateRunTerms> = {}, size: Partial<typeof SIZE> = {}) =>
  resolvePrivateRun({ kind: 'auto' }, { ...SECTION, ...section }, { ...SIZE, ...size });

const expectedOf = (run: ReturnType<typeof resolve>): number =>
  Number(/leave ‖∇F‖ = ([\d.e-]+)/.exec(String(run.algorithm['because']))![1]);

describe('auto in a private run', () => {
  it('says what it chose, why, and what to expect', () => {
    const { algorithm } = resolve();
    expect(algorithm['method']).toMatchObject({ kind: 'zo-diff2' });
    expect(algorithm['because']).toMatch(
      /^at ε = 3 and n = 10000 the whole is released every round \(T = 1, DP-GD\), \d+ of 270 rounds; expected to leave ‖∇F‖ = [\d.]+ of [\d.]+ in units of the box, differences [\d.]+$/,
    );
  });

  it('spends its budget on the rounds that it takes', () => {
    const run = resolve({ epsilon: 0.5, members: 1_000 });
    expect(run.rounds).toBeLessThan(270);
    const spent = spentBy(run.privacy, run.rounds);
    expect(spent).toBeLessThanOrEqual(0.5);
    expect(spent).toBeGreaterThan(0.4999);
  });

  it('expects less of a smaller budget, of fewer members, and where every client adds the noise', () => {
    const least = expectedOf(resolve());
    for (const worse of [{ epsilon: 1 }, { members: 3_000 }, { trust: 'local' as const }])
      expect(expectedOf(resolve(worse))).toBeGreaterThan(least);
  });

  it('resolves to itself once it is resolved, so that a run that is repeated has the same plan', () => {
    const first = resolve({ clip: { restart: 160, difference: 16 }, epsilon: 1, members: 400 });
    const again = resolvePrivateRun(first.algorithm, first.section, { ...SIZE, rounds: first.rounds });
    expect(again).toEqual(first);
  });

  it('leaves a method that the experiment names as it is', () => {
    const named = { kind: 'dp-gd', learningRate: 0.01 };
    const run = resolvePrivateRun(named, SECTION, SIZE);
    expect(run.algorithm).toBe(named);
    expect(run.rounds).toBe(270);
  });
});
