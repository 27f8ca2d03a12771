import { describe, expect, it } from 'vitest';
import { createStream, fillNormal } from '../../../numeric/random-stream.js';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import { createWindowGeometry, NO_POINTS, observe, type Observation } from './window.js';

const stream = createStream({ seed: 1, client: 0, round: 0, purpose: 'test' });
const observation = (value: number): Observation => {
  const point = new Float64Array(3);
  fillNormal(stream, point);
  return { point, value, noise: 1, cohort: Math.floor(value), reach: value / 7, shared: 0 };
};

describe('the window of observations', () => {
  it('keeps the newest, in order', () => {
    let observed = NO_POINTS;
    for (let round = 0; round < 4; round++) observed = observe(observed, [observation(2 * round), observation(2 * round + 1)], 5);
    expect([...observed.values]).toEqual([3, 4, 5, 6, 7]);
    expect([...observe(NO_POINTS, [1, 2, 3].map(observation), 2).values]).toEqual([2, 3]);
  });

  it('gives the distances that a fresh computation gives, to the last bit, as the window moves on', () => {
    const kept = createWindowGeometry(scalarKernels);
    let observed = NO_POINTS;
    for (let round = 0; round < 8; round++) {
      observed = observe(observed, [observation(1), observation(2), observation(3)], 10);
      const centre = observed.points.slice(0, 3);
      const fresh = createWindowGeometry(scalarKernels).around(observed, centre, 0.5, true);
      const data = kept.around(observed, centre, 0.5, true);
      expect(data).toStrictEqual(fresh);
      expect(data.values[0]).toBe(observed.values[0]! - 0.5);
    }
  });
});
