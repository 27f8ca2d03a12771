import { describe, expect, it } from 'vitest';
import { createStream } from '../../../numeric/random-stream.js';
import { finalState, runToEnd, smallFederation, type SmallOptions } from '../../testing/small-federation.js';
import { consensusPoint, consensusWeights, movedParticles } from './consensus.js';

const stream = (round = 0) => createStream({ seed: 4, client: 0, round, purpose: 'test' });
const run = (options: Partial<SmallOptions> = {}) => smallFederation({ algorithm: { kind: 'cbo' }, rounds: 60, ...options });

describe('the consensus', () => {
  it('is the mean for α = 0, the best particle for α → ∞, and between them the softmax', () => {
    expect([...consensusWeights([1, 2, 5], 0)]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect([...consensusWeights([3, 1, 2], 1e6)]).toEqual([0, 1, 0]);
    const [first, second] = consensusWeights([0, Math.log(3)], 1);
    expect([first, second]).toEqual([expect.closeTo(0.75, 14), expect.closeTo(0.25, 14)]);
    expect([...consensusPoint(Float64Array.of(0, 1, 1, 3), Float64Array.of(0.25, 0.75))]).toEqual([0.75, 2.5]);
  });

  it('does not overflow, does not depend on the level of F, and leaves out what has no value', () => {
    expect([...consensusWeights([1e300, 1e300, undefined], 1e10)]).toEqual([0.5, 0.5, 0]);
    expect(consensusWeights([1000, 1001], 2)).toEqual(consensusWeights([0, 1], 2));
    expect([...consensusWeights([undefined, undefined], 1)]).toEqual([0, 0]);
  });

  it('draws particles by λΔt and scatters them by σ√Δt of their distance, component by component', () => {
    const n = 20_000;
    const particles = Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 0.52 : 0.5));
    const moved = movedParticles(particles, Float64Array.of(0.5, 0.5), { drift: 2, noise: 3, timeStep: 0.04 }, stream());
    let mean = 0;
    let square = 0;
    for (let k = 0; k < n; k++) {
      expect(moved[2 * k + 1]).toBe(0.5);
      mean += moved[2 * k]! / n;
      square += (moved[2 * k]! - 0.5) ** 2 / n;
    }
    expect(mean - 0.5).toBeCloseTo(0.02 * (1 - 0.08), 3);
    // E (X − x_α)² contracts by (1 − λΔt)² + σ²Δt.
    expect(square / 0.02 ** 2).toBeCloseTo(0.92 ** 2 + 9 * 0.04, 1);
  });

  it('keeps particles in the box', () => {
    const moved = movedParticles(Float64Array.of(0, 1, 0.5), Float64Array.of(1), { drift: 1, noise: 50, timeStep: 1 }, stream(1));
    expect(Math.min(...moved)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...moved)).toBeLessThanOrEqual(1);
  });
});

describe('consensus-based optimisation in a federation', () => {
  it('brings a quadratic near its minimum, the best point never getting worse, and tells every value', async () => {
    const federation = run();
    let last = federation.value(federation.problem.start);
    for (const { state, summary } of await runToEnd(federation)) {
      const value = federation.value(state.server.iterate);
      expect(value).toBeLessThanOrEqual(last);
      expect(summary.values.find(({ round }) => round === summary.round)?.value).toBeCloseTo(value, 12);
      last = value;
    }
    expect(last - (-0.025 + 0.1 / 8)).toBeLessThan(0.005 * federation.value(federation.problem.start));
  });

  it('takes the same path in any unit of F, and however unlike the clients are', async () => {
    const plain = await finalState(run({ rounds: 5, heterogeneity: 0 }));
    const unlike = await finalState(run({ rounds: 5, heterogeneity: 50 }));
    unlike.server.iterate.forEach((element, j) => expect(element).toBeCloseTo(plain.server.iterate[j]!, 9));
    const dear = await finalState(
      run({
        rounds: 5,
        heterogeneity: 0,
        objectives: ({ objectives }) =>
          objectives.map((objective) => ({
            dimension: 8,
            evaluate(x) {
              const outcome = objective.evaluate(x, 0);
              return !(outcome instanceof Promise) && outcome.kind === 'value'
                ? { kind: 'value', value: 1e6 * outcome.value }
                : { kind: 'infeasible' };
            },
          })),
      }),
    );
    dear.server.iterate.forEach((element, j) => expect(element).toBeCloseTo(plain.server.iterate[j]!, 9));
  });

  it('refuses more particles than fit into a message', () => {
    expect(() => run({ algorithm: { kind: 'cbo', particles: 10_000 }, dimension: 20 })).toThrow(/algorithm\.particles/);
  });
});
