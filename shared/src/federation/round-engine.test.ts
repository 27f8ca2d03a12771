import { describe, expect, it } from 'vitest';
import { CLOSING_PHASE, type ClientId, type Contribution, type RunId, type RunPlan, type Task } from './messages.js';
import { createRoundEngine, type EngineConfig, type RoundEngine } from './round-engine.js';
import type { RunState } from './run-state.js';
import type { ServerHalf } from './server-half.js';
import { decodeState, encodeState } from './state-codec.js';
import { tensorValues, vectorTensor } from './tensor.js';

const plan: RunPlan = {
  run: 'run-00000001' as RunId,
  name: 'engine',
  seed: 1,
  rounds: 3,
  dimension: 2,
  dtype: 'f64',
  algorithm: { kind: 'none' },
};

/** Two phases: the iterate becomes the mean of what is sent; then a scalar is averaged beside it. */
const meanOfClients: ServerHalf = {
  phases: ['move', 'measure'],
  init: (start) => ({ iterate: start }),
  broadcast: (_state, phase) => (phase === 1 ? { marker: Float64Array.of(1 / 3) } : {}),
  expects: (phase) => (phase === 0 ? { iterate: [2] } : { scalar: [1] }),
  update: (state, phase, { tensors }) =>
    phase === 0 ? { iterate: tensorValues(tensors, 'iterate') } : { iterate: state.iterate, scalar: tensorValues(tensors, 'scalar') },
};

const measure = { task: () => 100, contribution: () => 10 };
const client = (name: string): ClientId => name as ClientId;
const members = [
  { client: client('a'), weight: 1 },
  { client: client('b'), weight: 2 },
  { client: client('c'), weight: 1 },
];

function engineWith(overrides: Partial<EngineConfig> = {}): RoundEngine {
  return createRoundEngine({ plan, server: meanOfClients, selection: { kind: 'all' }, measure, ...overrides });
}

function contributionTo(task: Task, values: number[], extra: Partial<Contribution> = {}): Contribution {
  const name = task.phase === 0 ? 'iterate' : 'scalar';
  return {
    run: task.run,
    round: task.round,
    phase: task.phase,
    client: task.client,
    tensors: { [name]: vectorTensor(Float64Array.from(values), 'f64') },
    queries: 2,
    outcomes: { value: 1, infeasible: 0, failed: 1, timedOut: 0 },
    ...extra,
  };
}

function opened(engine: RoundEngine): RunState {
  return engine.openPhase(engine.init(Float64Array.of(0.5, 0.5), members), 'all', 0);
}

function taskOf(engine: RoundEngine, state: RunState, name: string): Task {
  const task = engine.tasks(state).find((candidate) => candidate.client === name);
  if (task === undefined) throw new Error(`no task for ${name}`);
  return task;
}

describe('the round engine', () => {
  it('averages by weight, renormalised over those that contributed', () => {
    const engine = engineWith();
    let state = opened(engine);
    state = engine.accept(state, [
      contributionTo(taskOf(engine, state, 'b'), [0.3, 0.9]),
      contributionTo(taskOf(engine, state, 'a'), [0.9, 0.3]),
    ]).state;
    const closed = engine.closePhase(state);
    expect([...closed.state.server.iterate]).toEqual([(1 / 3) * 0.9 + (2 / 3) * 0.3, (1 / 3) * 0.3 + (2 / 3) * 0.9]);
    expect(closed.summary.missing).toEqual(['c']);
  });

  it('gives the same bits in whatever order contributions arrive', () => {
    const engine = engineWith();
    const state = opened(engine);
    const sent = engine.tasks(state).map((task, i) => contributionTo(task, [0.1 * (i + 1), 1 / (i + 3)]));
    const forward = engine.closePhase(engine.accept(state, sent).state).state;
    const backward = engine.closePhase(engine.accept(state, [...sent].reverse()).state).state;
    expect(backward.server).toStrictEqual(forward.server);
  });

  it('leaves a client that failed out of the weights, names it, and asks it no more in that round', () => {
    const engine = engineWith();
    let state = opened(engine);
    state = engine.accept(state, [
      contributionTo(taskOf(engine, state, 'a'), [1, 1]),
      contributionTo(taskOf(engine, state, 'b'), [0, 0], { tensors: {}, failure: 'the simulator crashed' }),
      contributionTo(taskOf(engine, state, 'c'), [0, 0]),
    ]).state;
    const closed = engine.closePhase(state);
    expect([...closed.state.server.iterate]).toEqual([0.5, 0.5]);
    expect(closed.summary.failed).toEqual([{ client: 'b', reason: 'the simulator crashed' }]);
    const second = engine.openPhase(closed.state, 'all', 0);
    expect(engine.tasks(second).map((task) => task.client)).toEqual(['a', 'c']);
  });

  it('asks one cohort in both phases of a round', () => {
    const engine = engineWith({ selection: { kind: 'uniform', clients: 2 } });
    let state = opened(engine);
    const first = engine.tasks(state).map((task) => task.client);
    state = engine.closePhase(
      engine.accept(
        state,
        engine.tasks(state).map((task) => contributionTo(task, [0, 0])),
      ).state,
    ).state;
    expect(engine.tasks(engine.openPhase(state, 'all', 0)).map((task) => task.client)).toEqual(first);
    expect(first).toHaveLength(2);
  });

  it('closes a round to which nobody contributed with the iterate unchanged, and goes on', () => {
    const engine = engineWith();
    const { state, summary } = engine.closePhase(opened(engine));
    expect(summary.roundClosed).toBe(true);
    expect(state).toMatchObject({ status: 'ready', round: 2, phase: 0, server: { iterate: Float64Array.of(0.5, 0.5) } });
  });

  it('takes a contribution once, and counts the queries of a late one without its tensors', () => {
    const engine = engineWith();
    let state = opened(engine);
    const early = contributionTo(taskOf(engine, state, 'a'), [0.2, 0.2]);
    const late = contributionTo(taskOf(engine, state, 'b'), [0.9, 0.9]);
    let result = engine.accept(state, [early, early]);
    expect(result.verdicts.map(({ kind }) => kind)).toEqual(['accepted', 'duplicate']);
    state = engine.openPhase(engine.closePhase(result.state).state, 'all', 0);
    result = engine.accept(state, [late, late]);
    expect(result.verdicts.map(({ kind }) => kind)).toEqual(['late', 'late']);
    expect(result.state.totals).toMatchObject({ queries: 4, bytesUp: 10 });
    expect([...result.state.server.iterate]).toEqual([0.2, 0.2]);
  });

  it('refuses what breaks a rule, naming the field, and changes nothing', () => {
    const engine = engineWith();
    const state = opened(engine);
    const task = taskOf(engine, state, 'a');
    const cases: [Partial<Contribution>, string, string][] = [
      [{ run: 'run-00000009' as RunId }, 'wrong-run', 'run'],
      [{ round: 2 }, 'wrong-phase', 'phase'],
      [{ phase: 1 }, 'wrong-phase', 'phase'],
      [{ client: client('stranger') }, 'not-in-cohort', 'client'],
      [{ queries: 3 }, 'invalid', 'queries'],
      [{ tensors: {} }, 'invalid', 'tensors.iterate'],
      [{ tensors: { iterate: vectorTensor(Float64Array.of(1), 'f64') } }, 'invalid', 'tensors.iterate.shape'],
      [{ tensors: { iterate: { dtype: 'f64', shape: [2], values: Float64Array.of(1, Number.NaN) } } }, 'invalid', 'tensors.iterate[1]'],
      [{ iterateValue: Number.POSITIVE_INFINITY }, 'invalid', 'iterate_value'],
    ];
    for (const [change, kind, field] of cases) {
      const result = engine.accept(state, [contributionTo(task, [0, 0], change)]);
      expect(result.verdicts[0]).toMatchObject({ kind, field });
      expect(result.state).toStrictEqual(state);
    }
  });

  it('tells what F was at an iterate once it is settled: x₍ᵣ₋₁₎ from the first phase, xᵣ from a later one', () => {
    const engine = engineWith();
    let state = opened(engine);
    const first = engine.closePhase(
      engine.accept(
        state,
        engine.tasks(state).map((task, i) => contributionTo(task, [0, 0], { iterateValue: i })),
      ).state,
    );
    expect(first.summary.values).toEqual([{ round: 0, value: (0 + 2 + 2) / 4 }]);
    state = engine.openPhase(first.state, 'all', 0);
    const second = engine.closePhase(
      engine.accept(
        state,
        engine.tasks(state).map((task) => contributionTo(task, [1], { iterateValue: 7 })),
      ).state,
    );
    expect(second.summary).toMatchObject({ roundClosed: true, values: [{ round: 1, value: 7 }] });
  });

  it('counts bytes of every task it gives out and of every contribution that takes part', () => {
    const engine = engineWith();
    let state = opened(engine);
    expect(state.totals.bytesDown).toBe(300);
    state = engine.accept(state, [contributionTo(taskOf(engine, state, 'a'), [0, 0])]).state;
    expect(state.totals.bytesUp).toBe(10);
  });

  it('goes on to the same bits from a state that was written out and read back after any event', () => {
    const run = (between: (state: RunState) => RunState): RunState => {
      const engine = engineWith();
      let state = engine.init(Float64Array.of(0.5, 0.5), members);
      while (state.status !== 'finished') {
        state = between(engine.openPhase(between(state), 'all', 0));
        for (const task of engine.tasks(state))
          state = between(
            engine.accept(state, [contributionTo(task, task.phase === 0 ? [1 / task.round, 0.1 * task.clientNumber] : [2])]).state,
          );
        state = engine.closePhase(state).state;
      }
      return state;
    };
    const restored = run((state) => decodeState(encodeState(state as never)) as unknown as RunState);
    expect(restored).toStrictEqual(run((state) => state));
  });

  it('asks in the closing phase for the last iterate alone, changes nothing by what comes, and is finished, once', () => {
    const engine = engineWith();
    let state = opened(engine);
    expect(engine.canOpenClosing(state)).toBe(false);
    for (const values of [[0.2, 0.4], [1]]) {
      if (state.status === 'ready') state = engine.openPhase(state, 'all', 0);
      const sent = engine.tasks(state).map((task) => contributionTo(task, values));
      ({ state } = engine.closePhase(engine.accept(state, sent).state));
    }
    expect(state).toMatchObject({ status: 'ready', round: 2 });
    const before = state;
    state = engine.openClosing(state, new Set([client('a'), client('b')]), 0);
    const tasks = engine.tasks(state);
    expect(tasks.map((task) => task.client)).toEqual(['a', 'b']);
    expect(tasks[0]).toMatchObject({ round: 1, phase: CLOSING_PHASE, tensors: {} });
    expect([...(tasks[0]?.iterate.values ?? [])]).toEqual([0.2, 0.4]);
    const reply = (task: Task, iterateValue: number): Contribution =>
      contributionTo(task, [], { tensors: {}, iterateValue, queries: 1, outcomes: { value: 1, infeasible: 0, failed: 0, timedOut: 0 } });
    const tooMuch = engine.accept(state, [contributionTo(tasks[0]!, [1], { iterateValue: 1 })]);
    expect(tooMuch.verdicts[0]).toMatchObject({ kind: 'invalid', field: 'tensors.scalar' });
    state = engine.accept(
      state,
      tasks.map((task, i) => reply(task, 3 * i)),
    ).state;
    const closed = engine.closePhase(state);
    expect(closed.summary).toMatchObject({ roundClosed: false, values: [{ round: 1, value: 2 }] });
    expect(closed.state).toMatchObject({ status: 'finished', round: 1, server: before.server });
    expect(closed.state.totals.queries - before.totals.queries).toBe(2);
    expect(engine.canOpenClosing(closed.state)).toBe(false);
    expect(() => engine.openClosing(closed.state, 'all', 0)).toThrow(/once/);
    expect(engine.accept(closed.state, [reply(tasks[0]!, 0)]).verdicts[0]).toMatchObject({ kind: 'late' });
  });
});
