import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../objectives/objective.js';
import { withNoise } from '../../../objectives/noise.js';
import { finalState, runToEnd, smallFederation, type SmallOptions } from '../../testing/small-federation.js';
import { heterogeneityOf, nextSharing, type Likeness, type SharingOut } from './sharing-out.js';
import { trustRegionStateOf } from './state.js';

const algorithm = { kind: 'gp-trust-region', directions: 6, folded: true, parts: 3 };
const run = (options: Partial<SmallOptions>) =>
  smallFederation({ algorithm, dimension: 12, clients: 3, heterogeneity: 0.1, rounds: 12, ...options });
const sharingOf = async (federation: ReturnType<typeof run>) =>
  (await runToEnd(federation)).map(({ state }) => trustRegionStateOf(state.server).sharing);

describe('the heterogeneity of clients', () => {
  it('is 0 where all have the difference of F, and the variance between them over its square where not', () => {
    expect(heterogeneityOf({ ofClients: 9, ofMean: 9 })).toBe(0);
    // Differences 1 and 3 at one point: mean 2, variance 1.
    expect(heterogeneityOf({ ofClients: (1 + 9) / 2, ofMean: 4 })).toBe(1 / 4);
  });

  it('is not negative by rounding, and infinite where F does not change', () => {
    expect(heterogeneityOf({ ofClients: 9, ofMean: 9.000001 })).toBe(0);
    expect(heterogeneityOf({ ofClients: 1, ofMean: 0 })).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('how the next design is given out', () => {
  const common: SharingOut = { parts: 1, isOver: false };
  const shared: SharingOut = { parts: 3, isOver: false };
  const alike: Likeness = { heterogeneity: 0.1, refused: false, noisy: false, spanned: false };
  const over: SharingOut = { parts: 1, isOver: true };

  it.each([
    ['a common design shows clients alike', common, {}, shared],
    ['it shows them unlike', common, { heterogeneity: 0.11 }, over],
    ['a shared round goes well', shared, {}, shared],
    ['the trial of a young surrogate was refused', shared, { refused: true }, common],
    ['clients are unlike at its trial', shared, { heterogeneity: 0.11 }, common],
    ['a trial was refused after designs had spanned the space', shared, { refused: true, spanned: true }, over],
    ['values turn out not to repeat', shared, { noisy: true }, over],
    ['it was over before', over, {}, over],
  ])('where %s', (_, before, seen, after) => {
    expect(nextSharing(before, { ...alike, ...seen }, 3)).toEqual(after);
  });

  it('is to all where there is one part', () => {
    expect(nextSharing(common, alike, 1)).toEqual(over);
  });
});

describe('a design that is shared out', () => {
  it('costs each client its own points and the trial point: 1 + 6/3 queries where a common one costs 7', async () => {
    const phases = await runToEnd(run({ rounds: 5 }));
    const spent = phases.map(({ state }) => state.totals.queries / 3);
    const parts = phases.map(({ state }) => trustRegionStateOf(state.server).sharing.parts);
    expect(parts.slice(0, 4)).toEqual([3, 3, 3, 3]);
    for (let r = 1; r < 5; r++) expect(spent[r]! - spent[r - 1]!).toBe(parts[r - 1] === 3 ? 3 : 7);
  });

  it('is evaluated at every point by one client of three', async () => {
    const seen: string[][] = [[], [], []];
    const watched = (objective: Objective, client: number): Objective => ({
      dimension: 12,
      evaluate(x, query) {
        seen[client]!.push(x.join());
        return objective.evaluate(x, query);
      },
    });
    const federation = run({ rounds: 2, objectives: ({ objectives }) => objectives.map(watched) });
    await runToEnd(federation);
    const second = seen.map((points) => points.slice(-3));
    expect(new Set(second.map(([trial]) => trial)).size).toBe(1);
    expect(new Set(second.flatMap(([, ...own]) => own)).size).toBe(6);
  });

  it('reaches a hundredth of the gap of a quadratic with fewer queries, and its minimum all the same', async () => {
    const queriesTo = async (parts: number): Promise<number> => {
      const federation = run({ algorithm: { ...algorithm, parts }, rounds: 40 });
      const minimum = federation.problem.optimum!.value;
      const gap = federation.value(federation.problem.start) - minimum;
      const phases = await runToEnd(federation);
      expect(federation.value(phases.at(-1)!.state.server.iterate) - minimum).toBeLessThan(1e-6 * gap);
      return phases.find(({ state }) => federation.value(state.server.iterate) - minimum <= 0.01 * gap)!.state.totals.queries;
    };
    expect(await queriesTo(3)).toBeLessThan(0.7 * (await queriesTo(1)));
  });

  it('is everybody’s where clients are unlike: the run is that of common designs to the last bit', async () => {
    const last = async (parts: number) =>
      (await finalState(run({ algorithm: { ...algorithm, parts }, heterogeneity: 50, rounds: 6 }))).server.iterate;
    expect(await last(3)).toEqual(await last(1));
  });

  it('is everybody’s where values do not repeat, for noise looks like a difference between clients', async () => {
    const noisy = run({
      rounds: 4,
      objectives: ({ objectives }) => objectives.map((objective, client) => withNoise(objective, { noiseStdDev: 0.01, seed: 3, client })),
    });
    for (const sharing of await sharingOf(noisy)) expect(sharing).toEqual({ parts: 1, isOver: true });
  });

  it('is given back to all near the minimum, where clients differ more than F changes', async () => {
    const sharing = await sharingOf(run({ rounds: 40 }));
    expect(sharing[0]!.parts).toBe(3);
    expect(sharing.at(-1)).toEqual({ parts: 1, isOver: true });
  });

  it('is not used with two trips, where no trial tells of the round before', async () => {
    for (const sharing of await sharingOf(run({ algorithm: { ...algorithm, folded: false }, rounds: 4 }))) {
      expect(sharing).toEqual({ parts: 1, isOver: true });
    }
  });
});
