import { describe, expect, it } from 'vitest';
import type { Objective, Outcome } from '../../../objectives/objective.js';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import { createStream } from '../../../numeric/random-stream.js';
import type { ClientContext } from '../../client-half.js';
import type { ClientId, RunId, Task } from '../../messages.js';
import { vectorTensor } from '../../tensor.js';
import { finalState, runToEnd, smallFederation, type SmallOptions } from '../../testing/small-federation.js';
import { createWorkspace } from '../../workspace.js';
import { answersOf, bestAnswer, ranked } from './answers.js';
import { sharedPointsClient } from './client.js';

const run = (options: Partial<SmallOptions>) =>
  smallFederation({ algorithm: { kind: 'cma-es', population: 8 }, dimension: 4, rounds: 8, ...options });

const tensors = (differences: number[], present: number[], infeasible: number[]) => ({
  differences: vectorTensor(Float64Array.from(differences), 'f64'),
  present: vectorTensor(Float64Array.from(present), 'f64'),
  infeasible: vectorTensor(Float64Array.from(infeasible), 'f64'),
});

describe('public points that all clients evaluate', () => {
  it('tell F of a fresh cohort of one as of all, where clients differ by constants', async () => {
    const shifted = (objectives: readonly Objective[]): Objective[] =>
      objectives.map((_, number) => ({
        dimension: 4,
        evaluate: (x) => ({ kind: 'value', value: 100 * number + x.reduce((sum, element) => sum + (element - 0.4) ** 2, 0) }),
      }));
    const objectives: SmallOptions['objectives'] = (problem) => shifted(problem.objectives);
    const all = await finalState(run({ objectives }));
    const one = await finalState(run({ objectives, selection: { kind: 'uniform', clients: 1 } }));
    all.server.iterate.forEach((element, j) => expect(one.server.iterate[j]).toBeCloseTo(element, 9));
  });

  it('cost a client that missed rounds one query more, and nobody else', async () => {
    const phases = await runToEnd(run({ selection: { kind: 'uniform', clients: 1 }, rounds: 6 }));
    const spent = phases.map(({ state }, i) => state.totals.queries - (phases[i - 1]?.state.totals.queries ?? 0));
    spent.forEach((queries) => expect([8, 9]).toContain(queries));
    expect(spent[0]).toBe(9);
  });

  it('are divided by the share of clients that have a value, infeasible ones put above all others, and only covered, feasible ones become the iterate', () => {
    const answers = answersOf(tensors([-1, -2, 0.5, 0, -3], [1, 0.5, 1, 0, 1], [0, 0, 0, 0, 0.2]));
    expect(answers.map((answer) => answer?.difference)).toEqual([-1, -4, 0.5, undefined, 4]);
    expect(answers.map((answer) => answer?.eligible)).toEqual([true, false, true, undefined, false]);
    expect(bestAnswer(answers)).toBe(0);
    expect(ranked(answers)).toEqual([1, 0, 2, 4]);
    expect(bestAnswer(answersOf(tensors([0, 1], [1, 1], [0, 0])))).toBeUndefined();
  });

  it('are put above all others where they are infeasible, and left out where they fail', () => {
    const plan = { run: 'r' as RunId, name: 'r', seed: 1, rounds: 1, dimension: 1, dtype: 'f64', algorithm: { kind: 'cma-es' } } as const;
    const context: ClientContext = {
      plan,
      clientNumber: 0,
      kernels: scalarKernels,
      workspace: createWorkspace(),
      rounding: createStream({ seed: 1, client: 0, round: 1, purpose: 'rounding' }),
      stream: (purpose) => createStream({ seed: 1, client: 0, round: 1, purpose }),
    };
    const task = (points: number[]): Task => ({
      run: plan.run,
      round: 1,
      phase: 0,
      client: 'c' as ClientId,
      clientNumber: 0,
      iterate: vectorTensor(Float64Array.of(0.5), 'f64'),
      tensors: { points: vectorTensor(Float64Array.from(points), 'f64') },
      seeds: [],
      deadlineMs: 0,
    });
    const step = sharedPointsClient.step(null, task([0.1, 0.2, 0.3]), context);
    expect(step.next().value).toEqual([Float64Array.of(0.5)]);
    expect(step.next([{ kind: 'value', value: 10 }]).value).toHaveLength(3);
    const outcomes: Outcome[] = [{ kind: 'infeasible' }, { kind: 'value', value: 7 }, { kind: 'timedOut' }];
    const { value, done } = step.next(outcomes);
    if (done !== true) throw new Error('the step asks for more than its points');
    expect([...value.tensors['differences']!.values]).toEqual([6, -3, 0]);
    expect([...value.tensors['present']!.values]).toEqual([1, 1, 0]);
    expect([...value.tensors['infeasible']!.values]).toEqual([1, 0, 0]);
    expect(value.iterateValue).toBe(10);
    expect(() => sharedPointsClient.step(null, task([]), context).next()).toThrow(/tensors\.points: has 0 numbers/);
  });
});
