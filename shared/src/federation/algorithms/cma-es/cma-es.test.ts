import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../errors.js';
import type { Objective } from '../../../objectives/objective.js';
import { finalState, runToEnd, smallFederation, type SmallOptions } from '../../testing/small-federation.js';
import { resolveAlgorithm } from '../options.js';

const run = (options: Partial<SmallOptions> = {}) => smallFederation({ algorithm: { kind: 'cma-es' }, rounds: 150, ...options });
// F(z) = (0.1/d)(Σ z² + Σ z + 1) on average over clients, with its minimum at z = −½.
const minimum = -0.025 + 0.1 / 8;

describe('CMA-ES in a federation', () => {
  it.each(['full', 'separable'])('comes within 1e-7 of the minimum of a quadratic, %s', async (covariance) => {
    const federation = run({ algorithm: { kind: 'cma-es', covariance } });
    expect(federation.value((await finalState(federation)).server.iterate) - minimum).toBeLessThan(1e-7);
  });

  it('takes the same path however unlike the clients are', async () => {
    const [alike, unlike] = [
      await finalState(run({ heterogeneity: 0, rounds: 6 })),
      await finalState(run({ heterogeneity: 50, rounds: 6 })),
    ];
    unlike.server.iterate.forEach((element, j) => expect(element).toBeCloseTo(alike.server.iterate[j]!, 9));
  });

  it('never takes a worse iterate, and tells the value of every one in its round', async () => {
    const federation = run({ rounds: 20 });
    let last = federation.value(federation.problem.start);
    for (const { state, summary } of await runToEnd(federation)) {
      const value = federation.value(state.server.iterate);
      expect(value).toBeLessThanOrEqual(last);
      expect(summary.values.find(({ round }) => round === summary.round)?.value).toBeCloseTo(value, 12);
      last = value;
    }
  });

  it('by its mean, asks for one value more a round and goes down under noise', async () => {
    const federation = run({ algorithm: { kind: 'cma-es', iterate: 'mean', population: 12 }, rounds: 40 });
    const phases = await runToEnd(federation);
    expect(phases.at(-1)!.state.totals.queries).toBe(40 * 13 * 3);
    expect(federation.value(phases.at(-1)!.state.server.iterate) - minimum).toBeLessThan(0.01);
  });

  it('finds a minimum in a corner of the box', async () => {
    const cornered = (): Objective[] =>
      Array.from({ length: 3 }, () => ({
        dimension: 8,
        evaluate: (x) => ({ kind: 'value', value: x.reduce((sum, element) => sum + element, 0) }),
      }));
    const { server } = await finalState(run({ objectives: cornered, rounds: 250 }));
    expect(Math.max(...server.iterate)).toBeLessThan(1e-3);
  });

  it('keeps out of where a client says that x is infeasible', async () => {
    const fenced = (objective: Objective): Objective => ({
      dimension: 8,
      evaluate: (x, query) => (x[0]! > 0.6 ? { kind: 'infeasible' } : objective.evaluate(x, query)),
    });
    const federation = run({ objectives: ({ objectives: [first, ...others] }) => [fenced(first!), ...others], rounds: 60 });
    federation.problem.start[0] = 0.55;
    const { server } = await finalState(federation);
    expect(server.iterate[0]).toBeLessThanOrEqual(0.6);
    expect(federation.value(server.iterate)).toBeLessThan(0.01 * federation.value(federation.problem.start));
  });

  it('refuses a population that does not fit into a message, by name, and one of fewer than four', () => {
    expect(() => run({ algorithm: { kind: 'cma-es', population: 10_000 }, dimension: 20 })).toThrow(InvalidArgumentError);
    expect(() => run({ algorithm: { kind: 'cma-es', population: 10_000 }, dimension: 20 })).toThrow(/algorithm\.population: 10000 points/);
    expect(() => resolveAlgorithm({ kind: 'cma-es', population: 3 })).toThrow(/algorithm\.population/);
  });
});
