import { describe, expect, it } from 'vitest';
import { createStream } from '../../../numeric/random-stream.js';
import { finalState, runToEnd, smallFederation, type SmallOptions } from '../../testing/small-federation.js';
import { bestCandidate, latinHypercube } from './candidates.js';

const stream = () => createStream({ seed: 4, client: 0, round: 0, purpose: 'test' });
const algorithm = { kind: 'bayesian-optimisation', candidates: 64 };
const run = (options: Partial<SmallOptions> = {}) => smallFederation({ algorithm, rounds: 14, dimension: 4, ...options });
// F(z) = (0.1/d)(Σ z² + Σ z + 1) on average over clients, with its minimum at z = −½.
const minimum = -0.025 + 0.1 / 4;

describe('candidates', () => {
  it('find the maximum of a smooth score in the box to a hundredth', () => {
    const peak = Float64Array.of(0.83, 0.21, 1);
    const score = (points: Float64Array): Float64Array =>
      Float64Array.from({ length: points.length / 3 }, (_, k) => -peak.reduce((sum, at, j) => sum + (points[3 * k + j]! - at) ** 2, 0));
    bestCandidate(score, new Float64Array(3).fill(0.5), 512, stream()).forEach((element, j) =>
      expect(Math.abs(element - peak[j]!)).toBeLessThan(1e-2),
    );
  });

  it('of the first design have one point in every interval of every coordinate', () => {
    const points = latinHypercube(10, 3, stream());
    for (let j = 0; j < 3; j++) {
      const cells = Array.from({ length: 10 }, (_, k) => Math.floor(10 * points[3 * k + j]!));
      expect(cells.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });
});

describe('Bayesian optimisation in a federation', () => {
  it.each(['expected-improvement', 'knowledge-gradient'])(
    'comes near the minimum of a quadratic in 56 queries a client, by %s',
    async (acquisition) => {
      const federation = run({ algorithm: { ...algorithm, acquisition } });
      let last = federation.value(federation.problem.start);
      for (const { state, summary } of await runToEnd(federation)) {
        const value = federation.value(state.server.iterate);
        expect(value).toBeLessThanOrEqual(last);
        expect(summary.values.find(({ round }) => round === summary.round)?.value).toBeCloseTo(value, 12);
        last = value;
      }
      expect(last - minimum).toBeLessThan(0.005 * (federation.value(federation.problem.start) - minimum));
    },
  );

  it('takes the same path however unlike the clients are', async () => {
    const [alike, unlike] = [
      await finalState(run({ heterogeneity: 0, rounds: 6 })),
      await finalState(run({ heterogeneity: 50, rounds: 6 })),
    ];
    unlike.server.iterate.forEach((element, j) => expect(element).toBeCloseTo(alike.server.iterate[j]!, 6));
  });

  it('keeps the best observation beyond its window', async () => {
    const federation = run({ algorithm: { ...algorithm, window: 10 }, rounds: 6 });
    const { server } = await finalState(federation);
    const observed = server['observed'] as { values: Float64Array };
    expect(observed.values).toHaveLength(10);
    expect(Math.min(...observed.values)).toBe(server['level']);
  });

  it('refuses more dimensions than a process on the whole box can know', () => {
    expect(() => run({ dimension: 21 })).toThrow(/at most 20.*gp-trust-region/);
  });
});
