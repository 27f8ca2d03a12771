import { describe, expect, it } from 'vitest';
import { ESTIMATORS } from '../../estimators/estimators.js';
import type { Objective } from '../../objectives/objective.js';
import { OPTIMIZERS } from '../../optimizers/optimizers.js';
import type { AlgorithmOptions } from '../messages.js';
import { finalState, runToEnd, smallFederation } from '../testing/small-federation.js';
import { finalStateWrittenOut } from '../testing/written-out.js';
import { localRate } from './local-rate.js';
import { createServerStep } from './server-step.js';

const small = { localIterations: 3, directions: 4 };

async function lossRatio(algorithm: AlgorithmOptions, rounds = 12): Promise<number> {
  const federation = smallFederation({ algorithm, rounds });
  const { server } = await finalState(federation);
  return federation.value(server.iterate) / federation.value(federation.problem.start);
}

describe.each(Object.keys(ESTIMATORS))('a method with the estimator %s', (estimator) => {
  it.each(['fedzo', 'scaffold1', 'scaffold2', 'fedlion'])('resumes to the same bits: %s', async (kind) => {
    const federation = smallFederation({ algorithm: { kind, ...small, estimator, memory: 6 } });
    expect(await finalStateWrittenOut(federation)).toStrictEqual(await finalState(federation));
  });

  it('lowers F, also where all clients draw the same directions', async () => {
    expect(await lossRatio({ kind: 'fedzo', ...small, estimator })).toBeLessThan(0.7);
    expect(await lossRatio({ kind: 'fedzo', ...small, estimator, sharedDirections: true })).toBeLessThan(0.7);
  });
});

describe.each(Object.keys(OPTIMIZERS))('a method with the optimizer %s', (optimizer) => {
  it('lowers F as the local one', async () => {
    const algorithm = { kind: 'fedzo', localIterations: 8, directions: 8, estimator: 'coordinate-wise-central', optimizer };
    expect(await lossRatio({ ...algorithm, learningRateDecay: 'linear' })).toBeLessThan(0.7);
  });

  it('lowers F as the server’s, and resumes to the same bits', async () => {
    // Rules that follow the size of the pseudo-gradient take rates of the order 1, the others of a step.
    const serverLearningRate = optimizer === 'sgd' ? 1 : optimizer === 'momentum' ? 0.3 : 0.03;
    const algorithm = { kind: 'scaffold1', ...small, serverOptimizer: optimizer, serverLearningRate };
    expect(await lossRatio(algorithm)).toBeLessThan(0.7);
    const federation = smallFederation({ algorithm });
    expect(await finalStateWrittenOut(federation)).toStrictEqual(await finalState(federation));
  });
});

describe('shared directions', () => {
  it('are the same for all clients at the broadcast iterate, and others in the next round', async () => {
    const first = async (sharedDirections: boolean): Promise<number[][][]> => {
      const asked: number[][][] = [];
      const watched = (objective: Objective): Objective => {
        const seen: number[][] = [];
        asked.push(seen);
        return {
          dimension: objective.dimension,
          evaluate: (x, query) => {
            seen.push([...x]);
            return objective.evaluate(x, query);
          },
        };
      };
      const algorithm = { kind: 'fedzo', localIterations: 1, directions: 3, sharedDirections };
      await runToEnd(smallFederation({ algorithm, rounds: 2, objectives: ({ objectives }) => objectives.map(watched) }));
      return asked;
    };
    const shared = await first(true);
    const own = await first(false);
    expect(shared[0]!.slice(0, 4)).toEqual(shared[1]!.slice(0, 4));
    expect(own[0]!.slice(1, 4)).not.toEqual(own[1]!.slice(1, 4));
    const directions = (points: number[][], from: number): number[][] =>
      [1, 2, 3].map((q) => points[from + q]!.map((coordinate, j) => coordinate - points[from]![j]!));
    expect(directions(shared[0]!, 5)).not.toEqual(directions(shared[0]!, 0));
  });
});

describe('linear decay of the local rate', () => {
  it('falls from the rate to 0 over all local steps of the declared rounds, without a jump between two of them', () => {
    const rates = [1, 2, 3].map((round) =>
      localRate({ learningRate: 0.6, learningRateDecay: 'linear', localIterations: 2 }, { round, rounds: 3 }),
    );
    const steps = rates.flatMap((rate) => (typeof rate === 'number' ? [] : [rate(0), rate(1)]));
    for (const [i, expected] of [0.6, 0.5, 0.4, 0.3, 0.2, 0.1].entries()) expect(steps[i]).toBeCloseTo(expected, 12);
    expect(localRate({ learningRate: 0.6, learningRateDecay: 'none', localIterations: 2 }, { round: 3, rounds: 3 })).toBe(0.6);
  });

  it('brings fedzo nearer to the minimum of a quadratic, where a constant rate keeps circling it', async () => {
    const algorithm = { kind: 'fedzo', ...small, learningRate: 0.05, estimator: 'coordinate-wise', directions: 8 };
    const excess = async (options: AlgorithmOptions): Promise<number> => {
      const federation = smallFederation({ algorithm: options, rounds: 30 });
      return federation.value((await finalState(federation)).server.iterate);
    };
    expect(await excess({ ...algorithm, learningRateDecay: 'linear' })).toBeLessThan(await excess(algorithm));
  });
});

describe('the server’s optimizer', () => {
  const iterate = Float64Array.of(0.5, 0.2);
  const update = Float64Array.of(-0.1, 0.4);

  it('as gradient descent is averaging, up to rounding', () => {
    for (const serverLearningRate of [1, 0.5, 1.7]) {
      const averaged = createServerStep({ serverOptimizer: 'average', serverLearningRate })({ iterate }, update);
      const stepped = createServerStep({ serverOptimizer: 'sgd', serverLearningRate })({ iterate }, update);
      for (let j = 0; j < 2; j += 1) expect(stepped.iterate[j]).toBeCloseTo(averaged.iterate[j]!, 15);
    }
  });

  it('keeps its state in the server state, and nothing is kept for averaging', () => {
    const step = createServerStep({ serverOptimizer: 'momentum', serverLearningRate: 0.1 });
    const second = step(step({ iterate }, update), update);
    // trace = 0.1 and then 0.9·0.1 + 0.1.
    expect(second.iterate[0]).toBeCloseTo(0.49 - 0.1 * (0.09 + 0.1), 12);
    expect(Object.keys(createServerStep({ serverOptimizer: 'average', serverLearningRate: 1 })({ iterate }, update))).toEqual(['iterate']);
  });

  it('stays in the box', () => {
    const step = createServerStep({ serverOptimizer: 'lion', serverLearningRate: 0.9 });
    expect([...step({ iterate }, update).iterate]).toEqual([0, 1]);
  });
});

describe('fedlion', () => {
  const algorithm = { kind: 'fedlion', directions: 8, estimator: 'coordinate-wise' };

  it('sends signs and nothing else, and moves every coordinate by the rate or not at all', async () => {
    const federation = smallFederation({ algorithm: { ...algorithm, learningRate: 0.02 }, clients: 4, rounds: 2 });
    const state = federation.engine.openPhase(federation.start, 'all', 0);
    const contributions = await federation.pool.run(federation.engine.tasks(state));
    for (const { tensors } of contributions) {
      expect(Object.keys(tensors)).toEqual(['vote']);
      expect([...tensors['vote']!.values].every((vote) => vote === 1 || vote === -1)).toBe(true);
    }
    const closed = federation.engine.closePhase(federation.engine.accept(state, contributions).state).state;
    const start = federation.problem.start;
    closed.server.iterate.forEach((coordinate, j) => {
      const votes = contributions.reduce((sum, { tensors }) => sum + tensors['vote']!.values[j]!, 0);
      const expected = Math.min(1, Math.max(0, start[j]! + 0.02 * Math.sign(votes)));
      expect(coordinate).toBeCloseTo(expected, 12);
    });
  });

  it('with one client and one step is Lion', async () => {
    const lion = await finalState(
      smallFederation({
        algorithm: { kind: 'fedzo', localIterations: 1, directions: 8, estimator: 'coordinate-wise', optimizer: 'lion' },
        clients: 1,
        rounds: 1,
      }),
    );
    const voted = await finalState(smallFederation({ algorithm, clients: 1, rounds: 1 }));
    for (const [j, coordinate] of voted.server.iterate.entries()) expect(coordinate).toBeCloseTo(lion.server.iterate[j]!, 12);
  });

  it('remembers its gradients over the rounds', async () => {
    const noisy = { kind: 'fedlion', directions: 2 };
    const long = await finalState(smallFederation({ algorithm: noisy, rounds: 6 }));
    const forgetful = await finalState(smallFederation({ algorithm: { ...noisy, stepDecay: 0, meanDecay: 0 }, rounds: 6 }));
    expect(long.server.iterate).not.toEqual(forgetful.server.iterate);
  });

  it('lets a coordinate without an opinion vote by a coin, whose mean is 0', async () => {
    const flat: Objective = { dimension: 8, evaluate: () => ({ kind: 'value', value: 1 }) };
    const federation = smallFederation({ algorithm, clients: 200, objectives: ({ objectives }) => objectives.map(() => flat) });
    const state = federation.engine.openPhase(federation.start, 'all', 0);
    const contributions = await federation.pool.run(federation.engine.tasks(state));
    const votes = contributions.flatMap(({ tensors }) => [...tensors['vote']!.values]);
    expect(votes.every((vote) => Math.abs(vote) === 1)).toBe(true);
    // 1,600 coins: standard deviation of the sum 40.
    expect(Math.abs(votes.reduce((sum, vote) => sum + vote, 0))).toBeLessThan(4 * 40);
  });
});
