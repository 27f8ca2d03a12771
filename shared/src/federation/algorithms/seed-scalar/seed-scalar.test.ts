import { describe, expect, it } from 'vitest';
import { createStream } from '../../../numeric/random-stream.js';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import type { Objective } from '../../../objectives/objective.js';
import { createLocalPool, type ClientPool } from '../../client-pool.js';
import { createClientContext } from '../../client-context.js';
import { directChannel, federate } from '../../federate.js';
import type { AlgorithmOptions, Task } from '../../messages.js';
import type { Serialisable } from '../../serialisable.js';
import { createStateLog, decodeState, encodeState } from '../../state-codec.js';
import { finalState, smallFederation, type SmallOptions } from '../../testing/small-federation.js';
import { createWorkspace } from '../../workspace.js';
import { createClientHalf } from '../client-halves.js';
import { createServerHalf } from '../server-halves.js';
import { BLOCK, openDirection } from './directions.js';
import { firstModel, replayed } from './model.js';
import { seedScalarOptions } from './options.js';

const kind = 'seed-scalar';
const OF_THREE = { kind: 'uniform', clients: 3 } as const;
/** More coordinates than a dozen missed rounds have numbers. */
const WIDE: Omit<SmallOptions, 'algorithm'> = { dimension: 400, clients: 7, rounds: 14, selection: OF_THREE };

/** Runs to the end; gives every task with the iterate that the server had then, and the points that were evaluated first for it. */
async function watched(options: SmallOptions) {
  const first = new Map<number, Float64Array>();
  const federation = smallFederation({
    ...options,
    objectives: ({ objectives }) =>
      objectives.map((objective, number): Objective => ({
        dimension: objective.dimension,
        evaluate(x, query) {
          if (!first.has(number)) first.set(number, x.slice());
          return objective.evaluate(x, query);
        },
      })),
  });
  const seen: { task: Task; at: Float64Array; server: Float64Array }[] = [];
  let server = federation.start.server.iterate;
  const pool: Pick<ClientPool, 'run'> = {
    async run(tasks) {
      first.clear();
      const contributions = await federation.pool.run(tasks);
      for (const task of tasks) seen.push({ task, at: first.get(task.clientNumber)!, server });
      return contributions;
    },
  };
  let state = federation.start;
  for await (const closed of federate({ ...federation, state, pool, channel: directChannel })) {
    state = closed.state;
    server = state.server.iterate;
  }
  return { seen, state, federation };
}

const hasIterate = ({ task }: { task: Task }): boolean => task.iterate.values.length > 0;

describe.each<Readonly<Record<string, unknown>>>([
  {},
  { curvature: true, localIterations: 2, directions: 3 },
  { distribution: 'gaussian', differences: 'forward', step: 'plain', learningRate: 1e-3, adaptRate: false, clip: 2 },
])('the iterate of a client under %j', (settings) => {
  const algorithm = { kind, ...settings } as AlgorithmOptions;

  it('is the coordinator’s to the last bit, whatever rounds the client missed', async () => {
    for (const { at, server } of (await watched({ algorithm, ...WIDE })).seen) expect(at).toStrictEqual(server);
  });

  it('comes to the same bits by the iterate as by the records that a short log no longer has', async () => {
    const long = await watched({ algorithm, ...WIDE });
    const short = await watched({ algorithm: { ...algorithm, logRounds: 1 }, ...WIDE });
    const contacts = long.seen.length;
    expect(long.seen.filter(hasIterate)).toHaveLength(WIDE.clients!);
    expect(short.seen.filter(hasIterate).length).toBeGreaterThan(WIDE.clients!);
    expect(short.seen).toHaveLength(contacts);
    expect(short.state.server.iterate).toStrictEqual(long.state.server.iterate);
    for (const { at, server } of short.seen) expect(at).toStrictEqual(server);
  });

  it('is the same with tensors of f32, which travel as the coordinator applied them', async () => {
    for (const { at, server } of (await watched({ algorithm, ...WIDE, dtype: 'f32' })).seen) expect(at).toStrictEqual(server);
  });
});

describe('the log', () => {
  it('is bounded, so that a client that sleeps pins nothing', async () => {
    const state = await finalState(smallFederation({ algorithm: { kind, logRounds: 3 }, rounds: 9, dimension: 300 }));
    expect(state.server['log']).toHaveLength(3);
  });

  it('is never sent where the iterate is shorter', async () => {
    const { seen } = await watched({ algorithm: { kind }, ...WIDE, dimension: 20 });
    for (const { task } of seen) expect(task.tensors['records']?.values.length ?? 0).toBeLessThanOrEqual(20);
  });

  it('goes on after a client has lost its state: it fails without an evaluation once, then gets the iterate', async () => {
    const federation = smallFederation({ algorithm: { kind }, dimension: 300, rounds: 4 });
    const objectives = new Map<number, Objective>(federation.problem.objectives.map((objective, number) => [number, objective]));
    const forgetful = createLocalPool({ plan: federation.plan, kernels: scalarKernels, objectives });
    const queries: number[][] = [];
    const iterates: number[][] = [];
    const pool: Pick<ClientPool, 'run'> = {
      run(tasks) {
        iterates.push(tasks.map(({ iterate }) => iterate.values.length));
        return (tasks[0]?.round ?? 0) < 3 ? federation.pool.run(tasks) : forgetful.run(tasks);
      },
    };
    for await (const { summary, state } of federate({ ...federation, state: federation.start, pool, channel: directChannel })) {
      queries.push([state.totals.queries, summary.contributed.length, summary.failed.length]);
    }
    expect(iterates).toEqual([
      [300, 300, 300],
      [0, 0, 0],
      [0, 0, 0],
      [300, 300, 300],
    ]);
    expect(queries.map(([, ...rest]) => rest)).toEqual([
      [3, 0],
      [3, 0],
      [0, 3],
      [3, 0],
    ]);
  });
});

describe('what a pool holds', () => {
  it('is one iterate for all clients at the same version, in memory, written out, and read back', async () => {
    const federation = smallFederation({ algorithm: { kind }, dimension: 2_000, clients: 6 });
    await finalState(federation);
    const shared = (snapshots: Serialisable): Set<unknown> =>
      new Set(Object.values(snapshots as Record<string, { state: { iterate: unknown } }>).map(({ state }) => state.iterate));
    const snapshots = (await federation.pool.snapshot()) as unknown as Serialisable;
    expect(shared(snapshots).size).toBe(1);
    expect(createStateLog().append(snapshots).added).toHaveLength(2_000 * 8);
    expect(shared(decodeState(encodeState(snapshots))).size).toBe(1);
  });
});

describe('a public direction', () => {
  it.each(['rademacher', 'gaussian'] as const)('in blocks is the same as whole, with mean 0 and variance 1 (%s)', (distribution) => {
    const d = 5 * BLOCK + 100;
    const whole = new Float64Array(d);
    openDirection(5, 9, distribution).next(whole);
    const direction = openDirection(5, 9, distribution);
    const inBlocks = new Float64Array(d);
    for (let begin = 0; begin < d; begin += BLOCK) direction.next(inBlocks.subarray(begin, begin + BLOCK));
    expect(inBlocks.every((z, j) => z === whole[j])).toBe(true);
    const mean = whole.reduce((sum, z) => sum + z, 0) / d;
    const variance = whole.reduce((sum, z) => sum + z * z, 0) / d;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(d));
    expect(Math.abs(variance - 1)).toBeLessThan(6 / Math.sqrt(d));
  });
});

describe('the step', () => {
  it.each(['rademacher', 'gaussian'] as const)(
    'is on average the gradient times the rate, for a small radius (%s)',
    async (distribution) => {
      const d = 12;
      const slopes = Array.from({ length: d }, (_, j) => 0.3 * (j - 4));
      const curved: Objective = {
        dimension: d,
        evaluate: (x) => ({ kind: 'value', value: slopes.reduce((sum, a, j) => sum + a * x[j]! + 3 * (x[j]! - 0.5) ** 3, 0) }),
      };
      const rate = 1e-3;
      const algorithm = { kind, directions: 100, smoothingRadius: 1e-4, step: 'plain', learningRate: rate, adaptRate: false, distribution };
      const mean = new Float64Array(d);
      const runs = 60;
      for (let seed = 0; seed < runs; seed++) {
        const federation = smallFederation({ algorithm, dimension: d, clients: 1, rounds: 1, seed, objectives: () => [curved] });
        const start = federation.engine.init(new Float64Array(d).fill(0.5), [{ client: 'client-0' as Task['client'], weight: 1 }]);
        const { server } = await finalState({ ...federation, start });
        for (let j = 0; j < d; j++) mean[j] = mean[j]! + (0.5 - server.iterate[j]!) / rate / runs;
      }
      const norm = Math.sqrt(slopes.reduce((sum, a) => sum + a * a, 0));
      slopes.forEach((a, j) => expect(Math.abs(mean[j]! - a)).toBeLessThan((4.5 * 1.5 * norm) / Math.sqrt(100 * runs)));
    },
  );

  const options = seedScalarOptions.parse({ kind, directions: 2 });
  const rule = { options, plan: { seed: 3, dimension: 50, rounds: 10 } };
  const begin = firstModel(new Float64Array(50).fill(0.5), rule);

  it('does not depend on the unit of F', () => {
    const one = replayed(begin, Float64Array.of(2, -1, 0, 0, 0), rule);
    const thousand = replayed(begin, Float64Array.of(2000, -1000, 0, 0, 0), rule);
    expect(Math.max(...one.iterate.map((x, j) => Math.abs(x - thousand.iterate[j]!)))).toBeLessThan(1e-15);
  });

  it('grows while F falls as far as predicted and shrinks where it does not, and stays where nobody knows', () => {
    const once = replayed(begin, Float64Array.of(2, -1, 0, 0, 0), rule);
    expect(once.predicted).toBeGreaterThan(0);
    const after = (change: number, known: number): number => replayed(once, Float64Array.of(1, 1, change, known, 0), rule).rateFactor;
    expect(after(-once.predicted, 1)).toBeCloseTo(Math.exp(0.2), 14);
    expect(after(-0.5 * once.predicted, 1)).toBeCloseTo(1, 14);
    expect(after(0, 0.5)).toBeCloseTo(Math.exp(-0.2), 14);
    expect(after(0, 0)).toBe(1);
  });

  it('goes by what is left of the scalars without their noise, and looks farther out while noise is much of them', () => {
    const loud = replayed(begin, Float64Array.of(2, -1, 0, 0, 2 * options.smoothingRadius ** 2), rule);
    const quiet = replayed(begin, Float64Array.of(2, -1, 0, 0, 0), rule);
    expect(loud.predicted).toBeCloseTo(quiet.predicted * (1 - 1 / 2.5), 14);
    expect([quiet.radiusFactor, loud.radiusFactor]).toEqual([1, 1.1]);
  });

  it('is none where all derivatives are 0', () => {
    expect(replayed(begin, new Float64Array(5), rule).iterate).toStrictEqual(begin.iterate);
  });
});

it('a rate that is off by ten either way ends near the same value', async () => {
  const ends = [0.02, 0.2, 2].map(async (learningRate) => {
    const federation = smallFederation({ algorithm: { kind, learningRate }, dimension: 100, rounds: 60, clients: 2 });
    return federation.value((await finalState(federation)).server.iterate);
  });
  const start = smallFederation({ algorithm: { kind }, dimension: 100 });
  for (const value of await Promise.all(ends)) expect(value).toBeLessThan(0.05 * start.value(start.problem.start));
});

it('the noise that a client reports is that of its scalars: measured against the variance it has', async () => {
  const sigma = 0.7;
  const radius = 0.02;
  const noisy = (seed: number): Objective => ({
    dimension: 30,
    evaluate: (_x, query) => ({ kind: 'value', value: sigma * createStream({ seed, client: 0, round: query, purpose: 'noise' }).normal() }),
  });
  let mean = 0;
  let meanSquare = 0;
  const runs = 200;
  for (let seed = 0; seed < runs; seed++) {
    const algorithm = { kind, directions: 20, smoothingRadius: radius };
    const federation = smallFederation({ algorithm, dimension: 30, clients: 1, seed, objectives: () => [noisy(seed)] });
    const state = federation.engine.openPhase(federation.start, 'all', 0);
    const [contribution] = await federation.pool.run(federation.engine.tasks(state));
    mean += contribution!.tensors['statistics']!.values[2]! / (2 * radius ** 2) / runs;
    meanSquare += contribution!.tensors['scalars']!.values.reduce((sum, g) => sum + g * g, 0) / 20 / runs;
  }
  const variance = sigma ** 2 / (2 * radius ** 2);
  expect(Math.abs(mean / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / runs));
  expect(Math.abs(meanSquare / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / (20 * runs)));
});

it.each<[string, { version?: number; records?: number; iterate?: number }, RegExp]>([
  ['a version that counts nothing', { version: 0.5 }, /task\.version: .*0\.5/],
  ['records that are not whole', { records: 5 }, /task\.records: .*5 numbers/],
  ['an iterate of another dimension', { iterate: 7 }, /task\.iterate: .*7 coordinates/],
])('a task with %s is refused by name', (_flaw, { version = 0, records = 0, iterate = 0 }, said) => {
  const { plan, engine, start } = smallFederation({ algorithm: { kind } });
  const [task] = engine.tasks(engine.openPhase(start, 'all', 0));
  const tensor = (values: Float64Array) => ({ dtype: 'f64' as const, shape: [values.length], values });
  const tensors = {
    version: tensor(Float64Array.of(version)),
    records: tensor(new Float64Array(records)),
    rate: tensor(new Float64Array(5)),
  };
  const flawed: Task = { ...task!, iterate: tensor(new Float64Array(iterate)), tensors };
  const context = createClientContext({ plan, clientNumber: 0, round: 1, phase: 0, kernels: scalarKernels, workspace: createWorkspace() });
  expect(() => createClientHalf(plan).iterateOf?.(null, flawed, context)).toThrow(said);
});

it('more directions than there are public numbers for are refused, with the way out', () => {
  const { plan } = smallFederation({ algorithm: { kind } });
  const algorithm = { ...plan.algorithm, directions: 4_096, localIterations: 1_000 };
  expect(() => createServerHalf({ ...plan, algorithm, rounds: 2_000 }, scalarKernels)).toThrow(/directions.*take fewer/);
});
