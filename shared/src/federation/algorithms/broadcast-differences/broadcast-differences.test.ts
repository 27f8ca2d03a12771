import { describe, expect, it } from 'vitest';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import { createLocalPool } from '../../client-pool.js';
import type { Contribution, Task } from '../../messages.js';
import type { RunState } from '../../run-state.js';
import { smallFederation, type SmallFederation, type SmallOptions } from '../../testing/small-federation.js';

const ALGORITHM = { kind: 'gp-trust-region', directions: 4 };

/** All tasks of a run, phase by phase; `answers` decides what becomes of the contributions to a phase. */
async function run(
  federation: SmallFederation,
  answers: (contributions: readonly Contribution[], phase: number) => readonly Contribution[] = (all) => all,
): Promise<{ tasks: (readonly Task[])[]; state: RunState }> {
  const { engine, pool } = federation;
  let state = federation.start;
  const tasks: (readonly Task[])[] = [];
  while (state.status !== 'finished') {
    state = engine.openPhase(state, 'all', 0);
    tasks.push(engine.tasks(state));
    const contributions = await pool.run(tasks.at(-1)!);
    state = engine.closePhase(engine.accept(state, answers(contributions, tasks.length - 1)).state).state;
  }
  return { tasks, state };
}

const isWhole = ({ difference }: Task): boolean => difference === undefined;

describe('broadcasts as differences', () => {
  it.each<SmallOptions>([
    { algorithm: ALGORITHM, dtype: 'f64' },
    { algorithm: { ...ALGORITHM, folded: true }, dtype: 'f16' },
    { algorithm: ALGORITHM, dtype: 'q8', clients: 6, selection: { kind: 'uniform', clients: 2 } },
    { algorithm: { kind: 'scaffold1', localIterations: 2, directions: 2 }, dtype: 'q8', topK: 2 },
    { algorithm: { kind: 'fedzo', localIterations: 2, directions: 2, acceptIfBetter: true }, dtype: 'f32' },
  ])('leave $algorithm.kind in $dtype as it is, to the last bit', async (options) => {
    const plain = await run(smallFederation({ ...options, rounds: 8 }));
    const { state, tasks } = await run(smallFederation({ ...options, rounds: 8, delta: true }));
    expect(state.server['inner']).toStrictEqual(plain.state.server);
    expect(state.totals.queries).toBe(plain.state.totals.queries);
    expect(tasks.flat().some((task) => !isWhole(task))).toBe(true);
  });

  it('send to everybody who answered the last phase no more than what is new, the same message', async () => {
    const { tasks } = await run(smallFederation({ algorithm: ALGORITHM, rounds: 6, delta: true }));
    for (const [phase, given] of tasks.entries()) {
      expect(given.map(isWhole)).toEqual(given.map(() => phase === 0));
      const [first, ...others] = given;
      for (const { difference } of others) expect(difference).toBe(first!.difference);
      // The iterate is one that was a trial point, or stands: nothing is to be told of it.
      if (phase > 0) expect(first!.difference!.vectors.find(({ name }) => name === '')!.bytes).toHaveLength(0);
    }
  });

  it('go whole to a client that did not answer in time, and again as differences once it says what it keeps, also late', async () => {
    const federation = smallFederation({ algorithm: ALGORITHM, rounds: 5, delta: true });
    let late: Contribution | undefined;
    const { tasks } = await run(federation, (contributions, phase) => {
      const [first, ...others] = contributions;
      if (phase === 2) late = first;
      if (phase === 2) return others;
      return phase === 4 ? [late!, ...contributions] : contributions;
    });
    const ofFirst = (phase: number): Task | undefined => tasks[phase]!.find(({ clientNumber }) => clientNumber === 0);
    expect(isWhole(ofFirst(2)!)).toBe(false);
    // It is left out of the round that it was silent in.
    expect(ofFirst(3)).toBeUndefined();
    expect(isWhole(ofFirst(4)!)).toBe(true);
    expect(isWhole(ofFirst(5)!)).toBe(false);
    expect(tasks[4]!.filter(isWhole)).toHaveLength(1);
  });

  it('go whole to a client that has lost its state, after it has said so for no query', async () => {
    const options: SmallOptions = { algorithm: { kind: 'fedzo', localIterations: 2, directions: 2 }, rounds: 4, delta: true };
    const federation = smallFederation(options);
    const { plan } = federation;
    const newborn = createLocalPool({ plan, kernels: scalarKernels, objectives: new Map(federation.objectives.entries()) });
    let round = 0;
    const failures: (Contribution | undefined)[] = [];
    const { tasks } = await run({
      ...federation,
      pool: {
        ...federation.pool,
        async run(given) {
          round += 1;
          const old = await federation.pool.run(given.filter(({ clientNumber }) => clientNumber > 0 || round === 1));
          const fresh = round === 1 ? [] : await newborn.run(given.filter(({ clientNumber }) => clientNumber === 0));
          failures.push(fresh.find(({ failure }) => failure !== undefined));
          return [...old, ...fresh];
        },
      },
    });
    expect(failures.map((failed) => failed?.failure)).toEqual([
      undefined,
      'keeps nothing, the task goes on from 0; send it whole',
      undefined,
      undefined,
    ]);
    expect(failures[1]).toMatchObject({ queries: 0 });
    expect(tasks.map((given) => isWhole(given[0]!))).toEqual([true, false, true, false]);
  });

  it('are not begun with a client that says nothing of what it keeps', async () => {
    const { tasks } = await run(smallFederation({ algorithm: ALGORITHM, rounds: 3, delta: true }), (contributions) =>
      contributions.map(({ keeps: _keeps, ...contribution }) => contribution),
    );
    expect(tasks.flat().every(isWhole)).toBe(true);
  });
});
