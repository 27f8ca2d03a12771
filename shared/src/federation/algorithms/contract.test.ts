import { describe, expect, it } from 'vitest';
import { scalarKernels } from '../../numeric/scalar-kernels.js';
import type { Objective } from '../../objectives/objective.js';
import { createLocalPool } from '../client-pool.js';
import { closeFederation, directChannel } from '../federate.js';
import type { AlgorithmOptions } from '../messages.js';
import { finalState, runToEnd, smallFederation } from '../testing/small-federation.js';
import { finalStateWrittenOut } from '../testing/written-out.js';
import { ALGORITHM_OPTIONS, PRIVATE_METHODS, resolveAlgorithm } from './options.js';

/** Small settings, so that the laws are checked in seconds; queries a round, phase by phase, follow from them. */
interface Method {
  readonly options: AlgorithmOptions;
  readonly queries: readonly number[];
  readonly before: number;
  /** A setting that takes steps as long as the box. */
  readonly bold?: Readonly<Record<string, unknown>>;
  /** An option that must be at least 1. */
  readonly counted?: string;
}

const METHODS: readonly Method[] = [
  {
    options: {
      kind: 'fzoos',
      localIterations: 3,
      features: 64,
      initialPoints: 4,
      localQueries: { candidates: 8, queries: 2 },
      surrogateQueries: { candidates: 9, queries: 5 },
    },
    queries: [1 + 3 + 2 * 2, 1 + 5],
    before: 4,
  },
  {
    options: {
      kind: 'fzoos-adaptive',
      localIterations: 3,
      initialPoints: 4,
      messageBytes: 1_024,
      localQueries: { candidates: 8, queries: 2 },
      surrogateQueries: { candidates: 9, queries: 5 },
    },
    queries: [1 + 3 + 2 * 2, 1 + 5],
    before: 4,
  },
  {
    options: {
      kind: 'fzoos-shared-design',
      localIterations: 3,
      initialPoints: 4,
      directions: 5,
      localQueries: { candidates: 8, queries: 2 },
    },
    queries: [1 + 3 + 2 * 2, 1 + 5],
    before: 4,
  },
  {
    options: { kind: 'auto', method: { kind: 'gp-trust-region', directions: 4 } },
    queries: [4, 1],
    before: 3,
    bold: { because: 'it is bold', method: { kind: 'gp-trust-region', directions: 4, firstRadius: 0.5 } },
    counted: 'because',
  },
  {
    options: { kind: 'gp-trust-region', directions: 4 },
    queries: [4, 1],
    before: 3,
    bold: { firstRadius: 0.5 },
    counted: 'directions',
  },
  { options: { kind: 'fedzo', localIterations: 3, directions: 4 }, queries: [1 + 3 * 5], before: 0 },
  { options: { kind: 'fedprox', localIterations: 3, directions: 4 }, queries: [1 + 3 * 5], before: 0 },
  // The value at the broadcast iterate, three times Q, and the two iterates between.
  { options: { kind: 'fedlion', localIterations: 3, directions: 4 }, queries: [1 + 3 * 4 + 2], before: 0 },
  { options: { kind: 'scaffold1', localIterations: 3, directions: 4 }, queries: [1 + 3 * 5, 1 + 4], before: 0 },
  { options: { kind: 'scaffold2', localIterations: 3, directions: 4 }, queries: [1 + 3 * 5], before: 0 },
  // What the next round would have told is compared between runs of two lengths, so the rate must not depend on the length.
  {
    options: { kind: 'seed-scalar', localIterations: 3, directions: 4, learningRateDecay: 'none' },
    queries: [1 + 3 * 4 * 2],
    before: 1,
  },
  { options: { kind: 'cma-es', population: 10 }, queries: [10], before: 1, bold: { firstStep: 1 }, counted: 'population' },
  { options: { kind: 'cbo', particles: 20 }, queries: [20], before: 1, bold: { timeStep: 1, noise: 3 }, counted: 'particles' },
  {
    options: { kind: 'bayesian-optimisation', batch: 4, initialPoints: 12, candidates: 64 },
    queries: [4],
    before: 1,
    bold: { noiseVariance: 1 },
    counted: 'batch',
  },
];

it('every method that an experiment can name is under this contract, but for those of private runs, which have their own', () => {
  const open = Object.keys(ALGORITHM_OPTIONS).filter((kind) => !PRIVATE_METHODS.includes(kind));
  expect(METHODS.map(({ options }) => options.kind).sort()).toEqual(open.sort());
});

describe.each(METHODS)(
  '$options.kind',
  ({ options: algorithm, queries, before, bold = { learningRate: 0.5 }, counted = 'localIterations' }) => {
    it('spends the same number of queries at every client in every round, the last included, and what it needs before once', async () => {
      const phases = await runToEnd(smallFederation({ algorithm, rounds: 3, clients: 2 }));
      const spent = phases.map(({ state }) => state.totals.queries);
      const each = spent.map((total, i) => (total - (spent[i - 1] ?? 0)) / 2);
      const rounds = Array.from({ length: 3 }, () => queries).flat();
      expect(each).toEqual(rounds.map((count, i) => count + (i === 0 ? before : 0)));
    });

    it('lowers F on a heterogeneous quadratic', async () => {
      const federation = smallFederation({ algorithm, rounds: 12 });
      const { server } = await finalState(federation);
      expect(federation.value(server.iterate)).toBeLessThan(0.5 * federation.value(federation.problem.start));
    });

    it('gives in the closing phase, for one query a client, the value that the next round would have told', async () => {
      const selection = { kind: 'uniform', clients: 2 } as const;
      const longer = await runToEnd(smallFederation({ algorithm, rounds: 3, selection }));
      const nextRound = longer.flatMap(({ summary }) => (summary.round === 3 ? summary.values : [])).find(({ round }) => round === 2);
      const federation = smallFederation({ algorithm, rounds: 2, selection });
      const state = await finalState(federation);
      const closed = await closeFederation({ ...federation, state, channel: directChannel });
      expect(closed.summary.values).toEqual([nextRound]);
      expect(closed.state.totals.queries - state.totals.queries).toBe(2);
      expect(closed.state.server).toBe(state.server);
    });

    it('keeps the iterate in the box', async () => {
      for (const { state } of await runToEnd(smallFederation({ algorithm: { ...algorithm, ...bold }, rounds: 4 }))) {
        expect(Math.min(...state.server.iterate)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...state.server.iterate)).toBeLessThanOrEqual(1);
      }
    });

    it('goes on to the same bits when both halves are written out and read back after every phase', async () => {
      const federation = smallFederation({ algorithm });
      expect(await finalStateWrittenOut(federation)).toStrictEqual(await finalState(federation));
    });

    it('comes to the same iterate where broadcasts travel as differences and both halves are written out after every phase', async () => {
      const { server, totals } = await finalState(smallFederation({ algorithm, dtype: 'f32' }));
      const told = await finalStateWrittenOut(smallFederation({ algorithm, dtype: 'f32', delta: true }));
      expect(told.server.iterate).toStrictEqual(server.iterate);
      expect(told.totals.queries).toBe(totals.queries);
    });

    it('gives the same bits whichever clients share a pool and in whatever order they run', async () => {
      const federation = smallFederation({ algorithm });
      const straight = await finalState(federation);
      const pools = federation.problem.objectives.map((objective, number) =>
        createLocalPool({ plan: federation.plan, kernels: scalarKernels, objectives: new Map([[number, objective]]) }),
      );
      const split = await finalState({
        ...federation,
        pool: {
          run: async (tasks) => (await Promise.all([...tasks].reverse().map((task) => pools[task.clientNumber]!.run([task])))).flat(),
          snapshot: () => Promise.resolve({}),
        },
      });
      expect(split).toStrictEqual(straight);
    });

    it('leaves out a client whose evaluations all fail, says why, counts what it spent, and goes on with the others', async () => {
      const broken: Objective = { dimension: 8, evaluate: () => ({ kind: 'failed', reason: 'no licence' }) };
      const federation = smallFederation({ algorithm, objectives: ({ objectives }) => [broken, ...objectives.slice(1)] });
      const phases = await runToEnd(federation);
      expect(phases[0]?.summary.failed).toEqual([{ client: 'client-0', reason: expect.stringContaining('no licence') }]);
      expect(phases[0]?.summary.contributed).toEqual(['client-1', 'client-2']);
      expect(phases[0]?.state.totals.outcomes.failed).toBeGreaterThan(0);
      expect(phases.at(-1)?.state.status).toBe('finished');
    });

    it('goes on with evaluations of which one in ten fails', async () => {
      const flaky = (objective: Objective): Objective => ({
        dimension: objective.dimension,
        evaluate: (x, query) => (query % 10 === 9 ? { kind: 'timedOut' } : objective.evaluate(x, query)),
      });
      const federation = smallFederation({ algorithm, rounds: 12, objectives: ({ objectives }) => objectives.map(flaky) });
      const { server } = await finalState(federation);
      expect(federation.value(server.iterate)).toBeLessThan(0.6 * federation.value(federation.problem.start));
    });

    it('exchanges only what its wire type can hold', async () => {
      const federation = smallFederation({ algorithm, dtype: 'f32' });
      const state = federation.engine.openPhase(federation.start, 'all', 0);
      for (const { tensors } of await federation.pool.run(federation.engine.tasks(state))) {
        for (const { dtype, values } of Object.values(tensors)) {
          expect(['f32', 'sign', 'u8']).toContain(dtype);
          expect(values).toEqual(values.map(Math.fround));
        }
      }
    });

    it('refuses an option it does not know and one out of range, by name', () => {
      expect(() => resolveAlgorithm({ kind: algorithm.kind, [`${counted}s`]: 3 })).toThrow(new RegExp(`${counted}s`));
      expect(() => resolveAlgorithm({ kind: algorithm.kind, [counted]: 0 })).toThrow(new RegExp(`algorithm\\.${counted}`));
    });
  },
);
