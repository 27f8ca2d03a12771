import { describe, expect, it } from 'vitest';
import { scalarKernels } from '../../numeric/scalar-kernels.js';
import { createLocalPool } from '../client-pool.js';
import type { AlgorithmOptions } from '../messages.js';
import { finalState, runToEnd, smallFederation } from '../testing/small-federation.js';
import { finalStateWrittenOut } from '../testing/written-out.js';

const differences = { localIterations: 3, directions: 4 };
const fzoos: AlgorithmOptions = {
  kind: 'fzoos',
  localIterations: 3,
  features: 64,
  localQueries: { candidates: 8, queries: 2 },
  surrogateQueries: { candidates: 9, queries: 5 },
};

async function iterateOf(algorithm: AlgorithmOptions, clients: number): Promise<Float64Array> {
  return (await finalState(smallFederation({ algorithm, clients }))).server.iterate;
}

describe('limit cases of the methods', () => {
  it('the corrections vanish when there is one client: scaffold1, scaffold2 and fedzo walk the same way, bit for bit', async () => {
    const plain = await iterateOf({ kind: 'fedzo', ...differences }, 1);
    expect(await iterateOf({ kind: 'scaffold1', ...differences }, 1)).toEqual(plain);
    expect(await iterateOf({ kind: 'scaffold2', ...differences }, 1)).toEqual(plain);
  });

  it('fedprox without its term is fedzo', async () => {
    const fedprox = { kind: 'fedprox', ...differences, proximalCoefficient: 0, estimator: 'two-point-published' };
    expect(await iterateOf(fedprox, 3)).toEqual(await iterateOf({ kind: 'fedzo', ...differences }, 3));
  });

  it('fzoos with one client is fzoos without correction, and with three it is not', async () => {
    const uncorrected = { ...fzoos, correctionLength: 0 };
    expect(await iterateOf(fzoos, 1)).toEqual(await iterateOf(uncorrected, 1));
    expect(await iterateOf(fzoos, 3)).not.toEqual(await iterateOf(uncorrected, 3));
  });

  it('no method corrects in the first round: the first iterates of corrected and uncorrected methods are equal', async () => {
    const firstIterate = async (algorithm: AlgorithmOptions): Promise<Float64Array | undefined> =>
      (await runToEnd(smallFederation({ algorithm, rounds: 1 })))[0]?.state.server.iterate;
    expect(await firstIterate({ kind: 'scaffold2', ...differences })).toEqual(await firstIterate({ kind: 'fedzo', ...differences }));
    expect(await firstIterate({ kind: 'scaffold1', ...differences })).toEqual(await firstIterate({ kind: 'fedzo', ...differences }));
    expect(await firstIterate(fzoos)).toEqual(await firstIterate({ ...fzoos, correctionLength: 0 }));
  });

  it('a client that was not in the last round takes no correction, though it has a surrogate of an earlier one', async () => {
    const federation = smallFederation({ algorithm: fzoos, rounds: 3 });
    const { engine, pool } = federation;
    const absent = 'client-2';
    const others = new Set(federation.start.members.map(({ client }) => client).filter((client) => client !== absent));
    let state = federation.start;
    for (const available of ['all', 'all', others, others] as const) {
      state = engine.openPhase(state, available, 0);
      state = engine.closePhase(engine.accept(state, await pool.run(engine.tasks(state))).state).state;
    }
    state = engine.openPhase(state, 'all', 0);
    const task = engine.tasks(state).find(({ client }) => client === absent);
    expect(task?.tensors['surrogate']).toBeDefined();
    const snapshot = await pool.snapshot();
    const [corrected] = await pool.run([task!]);
    const uncorrectedFederation = smallFederation({ algorithm: { ...fzoos, correctionLength: 0 }, rounds: 3 });
    const twin = createLocalPool({
      plan: uncorrectedFederation.plan,
      kernels: scalarKernels,
      objectives: new Map(federation.problem.objectives.map((objective, number) => [number, objective])),
      snapshots: snapshot,
    });
    const [uncorrected] = await twin.run([task!]);
    expect(corrected?.tensors).toEqual(uncorrected?.tensors);
  });
});

describe('the accept test', () => {
  const algorithm: AlgorithmOptions = { kind: 'fedzo', ...differences, learningRate: 0.2 };

  it('costs two queries a client and round', async () => {
    const plain = await finalState(smallFederation({ algorithm }));
    const tested = await finalState(smallFederation({ algorithm: { ...algorithm, acceptIfBetter: true } }));
    expect(tested.totals.queries - plain.totals.queries).toBe(3 * 3 * 2);
  });

  it('lets F fall only, where without it F rises in some round', async () => {
    const curve = async (acceptIfBetter: boolean): Promise<number[]> => {
      const federation = smallFederation({ algorithm: { ...algorithm, acceptIfBetter }, rounds: 15 });
      const phases = await runToEnd(federation);
      return phases.filter(({ summary }) => summary.roundClosed).map(({ state }) => federation.value(state.server.iterate));
    };
    const rises = (values: number[]): number => values.filter((value, i) => i > 0 && value > values[i - 1]! + 1e-12).length;
    expect(rises(await curve(false))).toBeGreaterThan(0);
    expect(rises(await curve(true))).toBe(0);
  });

  it('wraps a method of two phases as well', async () => {
    const phases = await runToEnd(smallFederation({ algorithm: { ...fzoos, acceptIfBetter: true }, rounds: 2 }));
    expect(phases).toHaveLength(6);
    expect(phases.every(({ summary }) => summary.failed.length === 0)).toBe(true);
  });
});

describe('fzoos', () => {
  it('with the server’s gradient descent averages, up to rounding, and with momentum remembers it over both phases and resumes', async () => {
    const averaged = await finalState(smallFederation({ algorithm: fzoos }));
    const descended = await finalState(smallFederation({ algorithm: { ...fzoos, serverOptimizer: 'sgd' } }));
    for (const [j, coordinate] of descended.server.iterate.entries()) expect(coordinate).toBeCloseTo(averaged.server.iterate[j]!, 9);
    const remembering = smallFederation({ algorithm: { ...fzoos, serverOptimizer: 'momentum', serverLearningRate: 0.3 } });
    const state = await finalState(remembering);
    expect(state.server['optimizer']).toBeDefined();
    expect(await finalStateWrittenOut(remembering)).toStrictEqual(state);
  });

  it('with linear decay moves less in its last round than at a constant rate', async () => {
    const lastMove = async (learningRateDecay: string): Promise<number> => {
      const phases = await runToEnd(smallFederation({ algorithm: { ...fzoos, learningRateDecay }, rounds: 8 }));
      const [before, after] = phases
        .filter(({ summary }) => summary.roundClosed)
        .slice(-2)
        .map(({ state }) => state.server.iterate);
      return Math.hypot(...after!.map((coordinate, j) => coordinate - before![j]!));
    };
    expect(await lastMove('linear')).toBeLessThan(0.4 * (await lastMove('none')));
  });

  it('saves one query a round when it may reuse the value of the broadcast iterate, and walks the same way', async () => {
    const plain = await finalState(smallFederation({ algorithm: fzoos }));
    const reusing = await finalState(smallFederation({ algorithm: { ...fzoos, reuseBroadcastValue: true } }));
    expect(plain.totals.queries - reusing.totals.queries).toBe(3 * 2);
    expect(reusing.server.iterate).toEqual(plain.server.iterate);
  });

  it('at the published settings spends 107 queries a client and round, and 10 before; fedzo 211, and none before', async () => {
    const queries = async (algorithm: AlgorithmOptions): Promise<number[]> =>
      (await runToEnd(smallFederation({ algorithm, clients: 1, rounds: 2, dimension: 25 })))
        .filter(({ summary }) => summary.roundClosed)
        .map(({ state }) => state.totals.queries);
    expect(await queries({ kind: 'fzoos', features: 32 })).toEqual([10 + 107, 10 + 2 * 107]);
    expect(await queries({ kind: 'fedzo' })).toEqual([211, 2 * 211]);
  });

  it('knows the value of every iterate at the end of its round', async () => {
    const federation = smallFederation({ algorithm: fzoos });
    for (const { state, summary } of await runToEnd(federation)) {
      const settled = summary.values.find(({ round }) => round === summary.round);
      if (summary.roundClosed) expect(settled?.value).toBeCloseTo(federation.value(state.server.iterate), 12);
    }
  });
});
