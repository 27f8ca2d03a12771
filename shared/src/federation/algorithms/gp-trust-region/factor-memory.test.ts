import { describe, expect, it } from 'vitest';
import { createStream, fillNormal } from '../../../numeric/random-stream.js';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import { factoriseTrend } from '../../../surrogate/trend-factor.js';
import { createFactorMemory } from './factor-memory.js';
import { createWindowGeometry, NO_POINTS, observe } from './window.js';

const PRIOR = { lengthScale: 2, nugget: 0.01 };

describe('the memory of a factor', () => {
  it('gives the bits of a factor made anew, for the same observations, other ones, another prior, and cohorts that differ', () => {
    const stream = createStream({ seed: 1, client: 0, round: 0, purpose: 'test' });
    const observation = () => {
      const point = new Float64Array(3);
      fillNormal(stream, point);
      return { point, value: 0, noise: 1, cohort: 0, reach: 0.5, shared: 0 as const };
    };
    const geometry = createWindowGeometry(scalarKernels);
    const memory = createFactorMemory(scalarKernels);
    const first = observe(NO_POINTS, [1, 2, 3, 4, 5].map(observation), 5);
    const next = observe(first, [1, 2].map(observation), 5);
    const dataOf = (observed: typeof first, differing = false) => geometry.around(observed, observed.points.slice(0, 3), 0, differing);
    const data = dataOf(first);
    const kept = factoriseTrend(scalarKernels, data, PRIOR);
    memory.keep(data, kept);
    const expected = kept.lower.slice();
    kept.lower.fill(Number.NaN);
    for (const [asked, prior] of [
      [dataOf(first), PRIOR],
      [dataOf(first), { ...PRIOR, lengthScale: 3 }],
      [dataOf(first), { ...PRIOR, nugget: 0 }],
      [dataOf(first, true), PRIOR],
      [dataOf(next), PRIOR],
    ] as const) {
      const given = memory.of(asked, prior);
      expect(given).toStrictEqual(factoriseTrend(scalarKernels, asked, prior));
      if (prior === PRIOR && asked.noise === first.noise && asked.cohorts === undefined) expect(given.lower).toStrictEqual(expected);
      given.lower.fill(0);
    }
  });
});
