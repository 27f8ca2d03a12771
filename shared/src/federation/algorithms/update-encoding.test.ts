import { describe, expect, it } from 'vitest';
import type { Dtype } from '../../numeric/dtype.js';
import { scalarKernels } from '../../numeric/scalar-kernels.js';
import { createClientContext } from '../client-context.js';
import type { AlgorithmOptions, Contribution } from '../messages.js';
import { vectorTensor } from '../tensor.js';
import { finalState, smallFederation, type SmallOptions } from '../testing/small-federation.js';
import { finalStateWrittenOut } from '../testing/written-out.js';
import { createWorkspace } from '../workspace.js';

const small = { localIterations: 3, directions: 4 };
const METHODS: readonly AlgorithmOptions[] = [
  { kind: 'fedzo', ...small },
  { kind: 'fedprox', ...small },
  { kind: 'scaffold1', ...small },
  { kind: 'scaffold2', ...small },
  {
    kind: 'fzoos',
    localIterations: 3,
    features: 32,
    localQueries: { candidates: 8, queries: 2 },
    surrogateQueries: { candidates: 9, queries: 5 },
  },
];

async function firstContributions(options: SmallOptions): Promise<readonly Contribution[]> {
  const { engine, start, pool } = smallFederation(options);
  return pool.run(engine.tasks(engine.openPhase(start, 'all', 0)));
}

describe.each(METHODS)('updates of $kind', (algorithm) => {
  it('are how far a client went, in q8 within a code of it, and lower F nearly as in f64', async () => {
    const exact = await firstContributions({ algorithm });
    const coarse = await firstContributions({ algorithm, dtype: 'q8' });
    const largest = Math.max(...exact.flatMap(({ tensors }) => [...tensors['update']!.values].map(Math.abs)));
    expect(largest).toBeLessThan(0.1);
    coarse.forEach(({ tensors }, client) => {
      const { dtype, values } = tensors['update']!;
      expect(dtype).toBe('q8');
      // The broadcast differs by the rounding of f32, which the derivatives see too.
      values.forEach((value, j) =>
        expect(Math.abs(value - exact[client]!.tensors['update']!.values[j]!)).toBeLessThan(largest / 127 + 1e-4),
      );
    });
    const value = async (dtype: Dtype): Promise<number> => {
      const federation = smallFederation({ algorithm, rounds: 12, dtype });
      return federation.value((await finalState(federation)).server.iterate);
    };
    const begin = smallFederation({ algorithm });
    const gap = begin.value(begin.problem.start) - (await value('f64'));
    expect((await value('q8')) - (await value('f64'))).toBeLessThan(0.1 * gap);
  });

  it('with k = d give the run without top-k, bit for bit', async () => {
    const { server } = await finalState(smallFederation({ algorithm, topK: 8 }));
    expect(server).toStrictEqual((await finalState(smallFederation({ algorithm }))).server);
  });

  it('with k = 2 list two elements, keep the rest in the client\u2019s state, and go on to the same bits when that is written out', async () => {
    const options = { algorithm, topK: 2, dtype: 'f32', rounds: 4 } as const;
    for (const { tensors } of await firstContributions(options))
      expect(tensors['update']).toMatchObject({ shape: [8], indices: { length: 2 } });
    const federation = smallFederation(options);
    expect(await finalStateWrittenOut(federation)).toStrictEqual(await finalState(federation));
    const { state } = (await federation.pool.snapshot())['0']!;
    expect((state as { residual: Float64Array }).residual).toHaveLength(8);
  });

  it('with k = 2 of 8 lower F', async () => {
    const federation = smallFederation({ algorithm, topK: 2, rounds: 12 });
    const { server } = await finalState(federation);
    expect(federation.value(server.iterate)).toBeLessThan(0.6 * federation.value(federation.problem.start));
  });
});

describe('a failed step', () => {
  it('leaves the residual as it was', async () => {
    let broken = false;
    const federation = smallFederation({
      algorithm: { kind: 'fedzo', ...small },
      topK: 2,
      rounds: 2,
      objectives: ({ objectives }) =>
        objectives.map((objective) => ({
          dimension: 8,
          evaluate: (x, query) => (broken ? { kind: 'failed', reason: 'no power' } : objective.evaluate(x, query)),
        })),
    });
    const { engine, pool } = federation;
    let state = engine.openPhase(federation.start, 'all', 0);
    state = engine.closePhase(engine.accept(state, await pool.run(engine.tasks(state))).state).state;
    const residualOf = async (): Promise<unknown> => ((await pool.snapshot())['1']!.state as { residual: unknown }).residual;
    const before = await residualOf();
    broken = true;
    await pool.run(engine.tasks(engine.openPhase(state, 'all', 0)));
    expect(await residualOf()).toStrictEqual(before);
  });
});

describe('stochastic rounding', () => {
  const drawsOf = async (options: SmallOptions): Promise<number[][]> => {
    const { engine, start, pool } = smallFederation(options);
    const rounded: number[][] = [];
    let state = start;
    for (let phase = 0; phase < 2; phase++) {
      state = engine.openPhase(state, 'all', 0);
      const contributions = await pool.run(engine.tasks(state));
      rounded.push([...Object.values(contributions[0]!.tensors)[0]!.values]);
      state = engine.closePhase(engine.accept(state, contributions).state).state;
    }
    return rounded;
  };

  it('draws anew in every phase of a round', async () => {
    // F is linear: both phases round multiples of one slope, the second with the other sign. All elements but one are half-way between
    // two codes, so equal draws would round each up in one phase and down in the other.
    const slope = Float64Array.from({ length: 200 }, (_, j) => (j === 0 ? 127 : 60.5 + (j % 50)));
    const [update, control] = await drawsOf({
      algorithm: {
        kind: 'scaffold1',
        localIterations: 1,
        learningRate: 0.01,
        optimizer: 'sgd',
        directions: 200,
        estimator: 'coordinate-wise',
      },
      dtype: 'q8',
      dimension: 200,
      clients: 1,
      objectives: () => [
        {
          dimension: 200,
          evaluate: (x) => ({ kind: 'value', value: 1e-4 * x.reduce((sum, coordinate, j) => sum - slope[j]! * coordinate, 0) }),
        },
      ],
    });
    const isUp = (values: readonly number[]): boolean[] => {
      const code = Math.abs(values[0]!) / 127;
      return values.map((value, j) => Math.round(Math.abs(value) / code) > slope[j]!);
    };
    const [first, second] = [isUp(update!), isUp(control!)];
    const alike = first.filter((up, j) => j > 0 && up === second[j]).length;
    // 199 coins: standard deviation 7.
    expect(Math.abs(alike - 99.5)).toBeLessThan(4 * 7);
  });

  it('is one stream for all tensors of a step', () => {
    const { plan } = smallFederation({ algorithm: { kind: 'scaffold2' }, dtype: 'q8' });
    const step = { plan, clientNumber: 0, round: 1, phase: 0, kernels: scalarKernels, workspace: createWorkspace() };
    const context = createClientContext(step);
    const values = new Float64Array(64).fill(0.3).fill(1, 0, 1);
    const first = vectorTensor(values, 'q8', context.rounding);
    expect(vectorTensor(values, 'q8', context.rounding)).not.toEqual(first);
    expect(vectorTensor(values, 'q8', createClientContext(step).rounding)).toEqual(first);
  });
});
