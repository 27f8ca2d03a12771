import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../objectives/objective.js';
import type { SyntheticProblem } from '../../../objectives/synthetic-problem.js';
import { withNoise } from '../../../objectives/noise.js';
import { finalState, runToEnd, smallFederation, type SmallOptions } from '../../testing/small-federation.js';
import { trustRegionStateOf } from './state.js';

const algorithm = { kind: 'gp-trust-region', directions: 5 };
const run = (options: Partial<SmallOptions>) => smallFederation({ algorithm, dimension: 12, rounds: 20, ...options });

/** Steps of 0.05 in every coordinate: the gradient is 0 almost everywhere. */
const stepped = (objective: Objective): Objective => ({
  dimension: 12,
  evaluate(x) {
    const outcome = objective.evaluate(
      x.map((element) => Math.round(element * 20) / 20),
      0,
    );
    if (outcome instanceof Promise) throw new Error('synthetic objectives answer at once');
    return outcome;
  },
});

describe('the Gaussian-process trust region on a shared design', () => {
  it('comes within 1e-6 of the minimum of a quadratic in twenty rounds', async () => {
    const federation = run({});
    const { server } = await finalState(federation);
    // F(z) = (0.1/d)(Σ z² + Σ z + 1) on average over clients, with its minimum at z = −½.
    const minimum = -0.025 + 0.1 / 12;
    expect(federation.value(server.iterate) - minimum).toBeLessThan(1e-6);
  });

  it('takes the same path however unlike the clients are', async () => {
    const alike = await finalState(run({ heterogeneity: 0, rounds: 4 }));
    const unlike = await finalState(run({ heterogeneity: 50, rounds: 4 }));
    unlike.server.iterate.forEach((element, j) => expect(element).toBeCloseTo(alike.server.iterate[j]!, 6));
  });

  it('with a cohort of its own each round ends less than half as far from the minimum if it tells cohorts apart', async () => {
    const gapOf = async (sampled: boolean, seed: number): Promise<number> => {
      const selection = { kind: 'uniform', clients: 3 } as const;
      const options = { algorithm: { kind: 'gp-trust-region', directions: 4, wide: false, sampled }, clients: 12, dimension: 6 };
      const federation = smallFederation({ ...options, selection, seed, heterogeneity: 5, rounds: 40 });
      return federation.value((await finalState(federation)).server.iterate) - federation.problem.optimum!.value;
    };
    let [apart, together] = [0, 0];
    for (const seed of [1, 2, 3]) {
      apart += await gapOf(true, seed);
      together += await gapOf(false, seed);
    }
    expect(apart).toBeLessThan(0.5 * together);
  });

  it('folded, makes one trip a round, and reaches the minimum too', async () => {
    const federation = run({ algorithm: { ...algorithm, folded: true } });
    const phases = await runToEnd(federation);
    expect(phases).toHaveLength(20);
    expect(phases.slice(0, 8).map(({ state }) => state.totals.queries / 3)).toEqual(Array.from({ length: 8 }, (_, r) => 3 + 5 + 6 * r));
    expect(federation.value(phases.at(-1)!.state.server.iterate)).toBeLessThan(-0.025 + 0.1 / 12 + 1e-5);
  });

  it.each([false, true])('tells the value of every iterate in the round that found it (folded: %s)', async (folded) => {
    const federation = run({ algorithm: { ...algorithm, folded }, rounds: 6 });
    const phases = (await runToEnd(federation)).filter(({ summary }) => summary.roundClosed);
    for (const { state, summary } of phases) {
      const told = summary.values.find(({ round }) => round === summary.round);
      expect(told?.value).toBeCloseTo(federation.value(state.server.iterate), 12);
    }
  });

  it('never accepts a worse point where values are exact', async () => {
    const federation = run({ rounds: 12 });
    let last = federation.value(federation.problem.start);
    for (const { state } of await runToEnd(federation)) {
      const value = federation.value(state.server.iterate);
      expect(value).toBeLessThanOrEqual(last + 1e-12);
      last = value;
    }
  });

  it('asks a fresh cohort for both ends of every difference: with clients that differ by constants it goes on as with all of them', async () => {
    const shifted = (objectives: readonly Objective[]): Objective[] =>
      objectives.map((_, number) => ({
        dimension: 12,
        evaluate: (x) => ({ kind: 'value', value: 100 * number + x.reduce((sum, element) => sum + (element - 0.4) ** 2, 0) }),
      }));
    const all = run({ objectives: ({ objectives }) => shifted(objectives), rounds: 5 });
    const sampled = run({ objectives: ({ objectives }) => shifted(objectives), rounds: 5, selection: { kind: 'uniform', clients: 1 } });
    const [one, other] = [await finalState(all), await finalState(sampled)];
    one.server.iterate.forEach((element, j) => expect(other.server.iterate[j]).toBeCloseTo(element, 6));
  });

  it('keeps out of where a client says that x is infeasible', async () => {
    const fenced = (objective: Objective): Objective => ({
      dimension: 12,
      evaluate: (x, query) => (x[0]! > 0.6 ? { kind: 'infeasible' } : objective.evaluate(x, query)),
    });
    const federation = run({ objectives: ({ objectives: [first, ...others] }) => [fenced(first!), ...others], rounds: 15 });
    federation.problem.start[0] = 0.55;
    const { server } = await finalState(federation);
    expect(server.iterate[0]).toBeLessThanOrEqual(0.6);
    expect(federation.value(server.iterate)).toBeLessThan(0.1 * federation.value(federation.problem.start));
  });

  it.each([false, true])('never accepts a point that is infeasible for one client of many (folded: %s)', async (folded) => {
    // Everybody gains by going right; the first client may not, and six times as much is to be won as its barrier costs.
    const pulled = (fenced: boolean): Objective => ({
      dimension: 12,
      evaluate: (x) =>
        fenced && x[0]! > 0.6
          ? { kind: 'infeasible' }
          : { kind: 'value', value: x.reduce((sum, element) => sum + (element - 0.9) ** 2, 0) },
    });
    const federation = run({
      algorithm: { ...algorithm, folded },
      clients: 8,
      rounds: 15,
      objectives: ({ objectives }) => objectives.map((_, number) => pulled(number === 0)),
    });
    federation.problem.start.fill(0.55);
    const phases = await runToEnd(federation);
    for (const { state, summary } of phases) {
      expect(state.server.iterate[0]).toBeLessThanOrEqual(0.6);
      expect(summary.failed).toEqual([]);
      for (const { value } of summary.values) expect(value).toBeGreaterThanOrEqual(0);
    }
  });

  it('finds out whether values repeat, and keeps the design wide where they do not', async () => {
    const exact = (await runToEnd(run({ rounds: 20 }))).map(({ state }) => trustRegionStateOf(state.server));
    expect(exact.some((state) => state.noisy)).toBe(false);
    const fine = exact.filter((state) => state.stage === 'fine' && state.markRounds > 0);
    expect(fine.length).toBeGreaterThan(0);
    for (const { surrogate } of fine) expect(surrogate).toMatchObject({ nugget: 0, noiseFloor: 0 });
    expect(Math.min(...exact.map(({ designRadius }) => designRadius))).toBeLessThan(0.01);
    const noisy = run({
      rounds: 25,
      objectives: ({ objectives }) => objectives.map((objective, client) => withNoise(objective, { noiseStdDev: 0.05, seed: 9, client })),
    });
    const state = trustRegionStateOf((await finalState(noisy)).server);
    expect(state.noisy).toBe(true);
    expect(state.designRadius).toBeGreaterThan(0.05);
    expect(noisy.value(state.iterate)).toBeLessThan(0.1 * noisy.value(noisy.problem.start));
  });

  it('leaves the basins of a rugged function, whose mean over clients has 7¹² of them', async () => {
    const rugged = (shift: number): Objective => ({
      dimension: 12,
      evaluate: (x) => ({
        kind: 'value',
        value: x.reduce((sum, element) => sum + 40 * (element - 0.6 - shift) ** 2 + 1 - Math.cos(14 * Math.PI * (element - 0.6)), 0),
      }),
    });
    const federation = run({ rounds: 60, objectives: ({ objectives }) => objectives.map((_, client) => rugged(0.01 * (client - 1))) });
    federation.problem.start.fill(0.17);
    const { server } = await finalState(federation);
    // Every basin that a coordinate is off by is 0.8 more.
    server.iterate.forEach((element) => expect(Math.abs(element - 0.6)).toBeLessThan(0.25));
  });

  it('sees in the first round that values are noisy or made of steps, at every client or at one', async () => {
    const noisyAfterOne = async (objectives: (plain: SyntheticProblem['objectives']) => readonly Objective[]): Promise<boolean> =>
      trustRegionStateOf((await finalState(run({ rounds: 1, objectives: (problem) => objectives(problem.objectives) }))).server).noisy;
    expect(await noisyAfterOne((plain) => plain)).toBe(false);
    expect(await noisyAfterOne((plain) => plain.map(stepped))).toBe(true);
    expect(await noisyAfterOne(([first, ...others]) => [stepped(first!), ...others])).toBe(true);
    const noisy = ([first, ...others]: SyntheticProblem['objectives']): Objective[] => [
      withNoise(first!, { noiseStdDev: 0.05, seed: 9, client: 0 }),
      ...others,
    ];
    expect(await noisyAfterOne(noisy)).toBe(true);
  });

  it('keeps the design wider than the steps of an objective that is made of them, and descends where differences vanish', async () => {
    const finer = { ...algorithm, firstRadius: 0.002 };
    const federation = run({ algorithm: finer, rounds: 40, objectives: ({ objectives }) => objectives.map(stepped) });
    const state = trustRegionStateOf((await finalState(federation)).server);
    expect(state.stepFloor).toBeGreaterThan(0.001);
    expect(state.designRadius).toBeGreaterThanOrEqual(state.stepFloor);
    expect(federation.value(state.iterate)).toBeLessThan(0.05 * federation.value(federation.problem.start));
  });
});
