import { describe, expect, it } from 'vitest';

import { createStream } from '../numeric/random-stream.js';
import type { Outcome } from '../objectives/objective.js';
import { createCoordinateWise, type CoordinateWiseOptions } from './coordinate-wise.js';
import type { GradientEstimate } from './gradient-estimator.js';

const cubic = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + (j + 1) * xj ** 3, 0);

function estimate(
  x: Float64Array,
  options: CoordinateWiseOptions,
  objective: (x: Float64Array, query: number) => Outcome = (point) => ({ kind: 'value', value: cubic(point) }),
): GradientEstimate {
  const computation = createCoordinateWise(options).estimate(
    { x, value: cubic(x) },
    null,
    createStream({ seed: 2, client: 0, round: 0, purpose: 'test' }),
  );
  const asked = computation.next();
  if (asked.done === true) throw new Error('no points asked for');
  const done = computation.next(asked.value.map(objective));
  if (done.done !== true) throw new Error('asked twice');
  return done.value.estimate;
}

describe('the coordinate-wise estimator', () => {
  const x = Float64Array.of(0.2, 0.4, 0.6);
  const truth = x.map((xj, j) => 3 * (j + 1) * xj * xj);

  it('has an error of the first order forwards, of the second by central differences', () => {
    for (const smoothingRadius of [1e-1, 1e-2, 1e-3]) {
      const forward = estimate(x, { coordinates: 'all', smoothingRadius });
      const central = estimate(x, { coordinates: 'all', smoothingRadius, difference: 'central' });
      expect([forward.queries, central.queries]).toEqual([3, 6]);
      for (let j = 0; j < 3; j += 1) {
        // For c·x³ the errors are c(3xλ + λ²) and cλ².
        const c = j + 1;
        expect(forward.gradient[j]! - truth[j]!).toBeCloseTo(c * (3 * x[j]! * smoothingRadius + smoothingRadius ** 2), 9);
        expect(central.gradient[j]! - truth[j]!).toBeCloseTo(c * smoothingRadius ** 2, 9);
      }
    }
  });

  it('leaves other coordinates than the chosen ones at zero', () => {
    const { gradient, queries, usable } = estimate(x, { coordinates: [2, 0], smoothingRadius: 1e-4 });
    expect([queries, usable, gradient[1]]).toEqual([2, 2, 0]);
    expect(gradient[2]).toBeCloseTo(truth[2]!, 2);
  });

  it('draws distinct coordinates anew from the stream, each as often as the others', () => {
    const stream = createStream({ seed: 6, client: 0, round: 0, purpose: 'test' });
    const chosen = createCoordinateWise({ coordinates: 2, smoothingRadius: 0.01 });
    const counts = new Float64Array(5);
    for (let draw = 0; draw < 5000; draw += 1) {
      const centre = { x: new Float64Array(5).fill(0.5), value: 0 };
      const asked = chosen.estimate(centre, null, stream).next();
      if (asked.done === true) throw new Error('no points asked for');
      const moved = asked.value.map((point) => point.findIndex((coordinate) => coordinate !== 0.5));
      expect(new Set(moved).size).toBe(2);
      for (const j of moved) counts[j]! += 1;
    }
    // Binomial(5000, 2/5): standard deviation 34.6.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4 * 34.6);
  });

  it('looks back from a face of the box and stays exact on linear functions', () => {
    const corner = Float64Array.of(0, 1, 0.995);
    const linear = (point: Float64Array): Outcome => ({ kind: 'value', value: 7 * point[0]! - 2 * point[1]! + point[2]! });
    for (const difference of ['forward', 'central'] as const) {
      const computation = createCoordinateWise({ coordinates: 'all', smoothingRadius: 0.01, difference }).estimate(
        { x: corner, value: -1.005 },
        null,
        createStream({ seed: 2, client: 0, round: 0, purpose: 'test' }),
      );
      const asked = computation.next();
      if (asked.done === true) throw new Error('no points asked for');
      const done = computation.next(asked.value.map(linear));
      if (done.done !== true) throw new Error('asked twice');
      for (const [j, component] of [7, -2, 1].entries()) expect(done.value.estimate.gradient[j]).toBeCloseTo(component, 10);
    }
  });

  it('takes a central difference one-sided where the other side has no value', () => {
    const halfBlind = (point: Float64Array, query: number): Outcome =>
      query === 0 ? { kind: 'infeasible' } : { kind: 'value', value: cubic(point) };
    const { gradient, usable } = estimate(x, { coordinates: [1], smoothingRadius: 1e-3, difference: 'central' }, halfBlind);
    expect(usable).toBe(1);
    // Backwards: the error is c(−3xλ + λ²).
    expect(gradient[1]! - truth[1]!).toBeCloseTo(2 * (-3 * 0.4e-3 + 1e-6), 9);
  });

  it('measures the curvature by central differences, at a face from unequal sides, and nowhere else', () => {
    const quadratic = (point: Float64Array): Outcome => ({
      kind: 'value',
      value: 3 * point[0]! ** 2 - 2 * point[1]! ** 2 + point[1]! + point[2]!,
    });
    const computation = createCoordinateWise({ coordinates: [0, 1], smoothingRadius: 0.01, difference: 'central' }).estimate(
      { x: Float64Array.of(0.995, 0.5, 0.5), value: 3 * 0.995 ** 2 - 0.5 + 0.5 + 0.5 },
      null,
      createStream({ seed: 2, client: 0, round: 0, purpose: 'test' }),
    );
    const asked = computation.next();
    if (asked.done === true) throw new Error('no points asked for');
    const done = computation.next(asked.value.map(quadratic));
    if (done.done !== true) throw new Error('asked twice');
    const { curvature } = done.value.estimate;
    expect(curvature?.[0]).toBeCloseTo(6, 8);
    expect(curvature?.[1]).toBeCloseTo(-4, 8);
    expect(curvature?.[2]).toBeNaN();
    expect(estimate(x, { coordinates: 'all', smoothingRadius: 0.01 }).curvature).toBeUndefined();
  });

  it('refuses coordinates that are none', () => {
    const make = (coordinates: CoordinateWiseOptions['coordinates']) => () => estimate(x, { coordinates, smoothingRadius: 0.01 });
    expect(make([])).toThrow(/at least one/);
    expect(make([1, 1])).toThrow(/once/);
    expect(make([-1])).toThrow(/^coordinates: -1/);
    expect(make([3])).toThrow(/not below the dimension 3/);
    expect(make(0)).toThrow(/^coordinates: 0/);
  });
});
