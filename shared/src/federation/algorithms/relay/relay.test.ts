import { beforeAll, describe, expect, it } from 'vitest';
import type { Objective } from '../../../objectives/objective.js';
import type { ClosedPhase } from '../../federate.js';
import { closeFederation, directChannel } from '../../federate.js';
import { finalState, runToEnd, smallFederation, type SmallOptions } from '../../testing/small-federation.js';
import { finalStateWrittenOut } from '../../testing/written-out.js';
import { createServerHalf } from '../server-halves.js';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import { endOf, NO_EVIDENCE, patienceOf, withRound, type Evidence } from './evidence.js';

/** Without its wide stage it ends in the first minimum it finds. */
const local = { kind: 'gp-trust-region', directions: 4, folded: true, wide: false };
const auto = { kind: 'auto', because: 'the test says so', method: local, successor: { kind: 'cma-es', firstStep: 0.1, population: 12 } };

/** Many minima: a bowl about 0.3 with ripples of a depth that only its middle overcomes. The clients' bowls differ in place. */
const rippled: SmallOptions['objectives'] = ({ objectives }) =>
  objectives.map((_, number): Objective => {
    const centre = 0.3 + 0.01 * (number - 1);
    return {
      dimension: 4,
      evaluate: (x) => ({
        kind: 'value',
        value: x.reduce((sum, element) => sum + 8 * (element - centre) ** 2 + 0.4 * (1 - Math.cos(40 * (element - 0.3))), 0),
      }),
    };
  });
const run = (options: Partial<SmallOptions> = {}) =>
  smallFederation({ algorithm: auto, dimension: 4, rounds: 60, objectives: rippled, ...options });
const valueOf = (x: Float64Array): number =>
  x.reduce((sum, element) => sum + 8 * ((element - 0.3) ** 2 + (2 * 0.01 ** 2) / 3) + 0.4 * (1 - Math.cos(40 * (element - 0.3))), 0);

describe('a relay of two methods', () => {
  let phases: readonly ClosedPhase[];
  let handedOver: number;
  beforeAll(async () => {
    phases = await runToEnd(run());
    handedOver = phases.findIndex(({ summary }) => summary.successor !== undefined);
  });

  it('hands over once, where the first has found a minimum, and says so', () => {
    expect(handedOver).toBeGreaterThan(5);
    expect(phases.filter(({ summary }) => summary.successor !== undefined).map(({ summary }) => summary.successor)).toEqual([
      { method: 'cma-es', because: expect.stringContaining('less than a millionth') as string },
    ]);
    const { engine } = run();
    expect(engine.successor(phases[handedOver - 1]!.state)).toBeUndefined();
    expect(engine.successor(phases.at(-1)!.state)?.method).toBe('cma-es');
  });

  it('is the first method to the last bit up to there', async () => {
    const alone = await runToEnd(run({ algorithm: local, rounds: handedOver + 1 }));
    expect(phases.slice(0, handedOver + 1).map(({ state }) => state.server.iterate)).toStrictEqual(
      alone.map(({ state }) => state.server.iterate),
    );
  });

  it('leaves the minimum behind, and is never above it', async () => {
    const alone = await finalState(run({ algorithm: local }));
    const values = phases.slice(handedOver).map(({ state }) => valueOf(state.server.iterate));
    expect(Math.max(...values)).toBeLessThanOrEqual(values[0]!);
    expect(values.at(-1)).toBeLessThan(0.5 * valueOf(alone.server.iterate));
  });

  it('asks for a round of the second in one phase, with the points of it and one query more for a client that has no memory of x', () => {
    const spent = (at: number): number => (phases[at]!.state.totals.queries - phases[at - 1]!.state.totals.queries) / 3;
    expect(phases[handedOver + 1]!.summary).toMatchObject({ phase: 1, roundClosed: true, round: handedOver + 2 });
    expect([spent(handedOver + 1), spent(handedOver + 2), spent(handedOver + 3)]).toEqual([13, 12, 12]);
    const { engine } = run();
    expect(engine.phaseOf(phases.at(-2)!.state)).toEqual({ index: 0, count: 1 });
  });

  it('tells the value of every iterate, that of the handover included', () => {
    const told = phases.flatMap(({ summary }) => summary.values);
    const iterates = phases.map(({ state }) => state.server.iterate);
    expect(new Set(told.map(({ round }) => round)).size).toBe(61);
    for (const { round, value } of told.filter(({ round: r }) => r > 0)) expect(value).toBeCloseTo(valueOf(iterates[round - 1]!), 9);
  });

  it('goes on to the same bits when both halves are written out and read back after every phase', async () => {
    expect(await finalStateWrittenOut(run())).toStrictEqual(phases.at(-1)!.state);
  });

  it('ends with a closing phase like any other run', async () => {
    const federation = run();
    const { state, summary } = await closeFederation({ ...federation, state: phases.at(-1)!.state, channel: directChannel });
    expect(summary.values).toEqual([{ round: 60, value: expect.closeTo(valueOf(state.server.iterate), 9) as number }]);
  });

  it('leaves the first at work where values are noisy: what it expects says nothing there', async () => {
    let draw = 0;
    const noisy: SmallOptions['objectives'] = (problem) =>
      rippled(problem).map((objective) => ({
        ...objective,
        evaluate(x) {
          const outcome = objective.evaluate(x, 0) as { kind: 'value'; value: number };
          draw += 1;
          return { kind: 'value', value: outcome.value + 0.01 * Math.sin(1e4 * draw) };
        },
      }));
    const noisyPhases = await runToEnd(run({ objectives: noisy, rounds: 40 }));
    expect(noisyPhases.every(({ summary }) => summary.successor === undefined)).toBe(true);
  });

  it('refuses a first method of two phases, and one whose iterate does not travel', () => {
    const plan = run().plan;
    const half = (algorithm: typeof auto | object) => createServerHalf({ ...plan, algorithm: algorithm as typeof auto }, scalarKernels);
    expect(() => half({ ...auto, method: { ...local, folded: false } })).toThrow(/algorithm\.successor: can take over only/);
    expect(() => half({ ...auto, successor: { kind: 'seed-scalar' } })).toThrow(/algorithm\.successor: can take over only/);
  });
});

describe('the evidence that a method has come to its end', () => {
  const after = (decreases: readonly number[], expected: (round: number) => number): Evidence =>
    decreases.reduce((evidence, decrease, round) => withRound(evidence, decrease, { expected: expected(round), patience: 5 }), NO_EVIDENCE);

  it('is three quiet rounds in a row, of little won and little promised', () => {
    expect(
      endOf(
        after([1, 1e-8, 1e-8, 1e-8], () => 1e-8),
        5,
      ),
    ).toMatch(/millionth/);
    expect(
      endOf(
        after([1, 1e-8, 1e-8], () => 1e-8),
        5,
      ),
    ).toBeUndefined();
    expect(
      endOf(
        after([1, 1e-8, 1e-8, 1e-8], () => 1e-3),
        5,
      ),
    ).toBeUndefined();
    expect(
      endOf(
        after([1, 1e-8, 1e-3, 1e-8, 1e-8], () => 1e-8),
        5,
      ),
    ).toBeUndefined();
  });

  it('or a crawl over all of the patience, the promises notwithstanding', () => {
    expect(
      endOf(
        after([1, 1e-6, 1e-6, 2e-6, 1e-6, 1e-6], () => 1),
        5,
      ),
    ).toMatch(/5 rounds won less than a hundred-thousandth/);
    expect(
      endOf(
        after([1, 1e-5, 2e-6, 2e-6, 2e-6, 2e-6], () => 1),
        5,
      ),
    ).toBeUndefined();
    expect(
      endOf(
        after([1, 2e-6, 2e-6, 2e-6], () => 1),
        5,
      ),
    ).toBeUndefined();
  });

  it('does not depend on the unit of F', () => {
    const decreases = [3, 1, 1e-7, 2e-8, 1e-9];
    for (const unit of [1e-9, 1, 1e12]) {
      expect(
        endOf(
          after(
            decreases.map((decrease) => unit * decrease),
            () => 1e-9 * unit,
          ),
          5,
        ),
      ).toMatch(/millionth/);
    }
  });

  it('gives a crawl four times what a basis of the space takes', () => {
    expect(patienceOf(20, 10)).toBe(28);
    expect(patienceOf(300, 20)).toBe(80);
    expect(patienceOf(20, undefined)).toBe(24);
  });
});
