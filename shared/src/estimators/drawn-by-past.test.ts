import { describe, expect, it } from 'vitest';

import { createStream } from '../numeric/random-stream.js';
import { createCoordinateImportance, type ImportanceState } from './coordinate-importance.js';
import { createPastDirections } from './past-directions.js';
import type { SampleMemory } from './sample-memory.js';

const stream = (round: number) => createStream({ seed: 21, client: 0, round, purpose: 'test' });

describe('directions from the past', () => {
  const d = 6;
  const slope = Float64Array.of(2, -1, 0.5, 3, -4, 1);
  const f = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + slope[j]! * xj, 0);
  /** Two steps: along e₀, then along e₀ + e₁. The centre is where they lead. */
  const past: SampleMemory = {
    points: Float64Array.of(0.4, 0.4, 0.5, 0.5, 0.5, 0.5, 0.45, 0.4, 0.5, 0.5, 0.5, 0.5),
    values: Float64Array.of(0, 0),
  };
  const x = Float64Array.of(0.5, 0.45, 0.5, 0.5, 0.5, 0.5);

  function draws(isotropicShare: number, state: SampleMemory): { directions: Float64Array[]; gradients: Float64Array[] } {
    const estimator = createPastDirections({ directions: 1, smoothingRadius: 0.01, isotropicShare });
    const all = Array.from({ length: 8000 }, (_, round) => {
      const computation = estimator.estimate({ x, value: f(x) }, state, stream(round));
      const asked = computation.next();
      if (asked.done === true) throw new Error('no points asked for');
      const done = computation.next(asked.value.map((point) => ({ kind: 'value', value: f(point) })));
      if (done.done !== true) throw new Error('asked twice');
      return {
        direction: asked.value[0]!.map((coordinate, j) => (coordinate - x[j]!) / 0.01),
        gradient: done.value.estimate.gradient,
      };
    });
    return { directions: all.map(({ direction }) => direction), gradients: all.map(({ gradient }) => gradient) };
  }

  const meanOf = (values: readonly number[]): { mean: number; error: number } => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, error: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / values.length };
  };

  it('have the covariance (α/d)I + ((1 − α)/k)PPᵀ with P a basis of the steps', () => {
    const { directions } = draws(0.3, past);
    for (let i = 0; i < d; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const { mean, error } = meanOf(directions.map((u) => u[i]! * u[j]!));
        // The span of the steps is that of e₀ and e₁.
        const expected = i === j ? 0.3 / d + (i < 2 ? 0.7 / 2 : 0) : 0;
        expect(Math.abs(mean - expected)).toBeLessThan(4.5 * error);
      }
    }
  });

  it('give α times the gradient and (1 − α)·d/k of its part in the subspace, on average', () => {
    const { gradients } = draws(0.3, past);
    for (let j = 0; j < d; j += 1) {
      const { mean, error } = meanOf(gradients.map((gradient) => gradient[j]!));
      expect(Math.abs(mean - (0.3 + (j < 2 ? (0.7 * d) / 2 : 0)) * slope[j]!)).toBeLessThan(4.5 * error);
    }
  });

  it('are isotropic and give the gradient without a past, and with a share of 1', () => {
    const nothing: SampleMemory = { points: new Float64Array(0), values: new Float64Array(0) };
    for (const [share, state] of [
      [0.3, nothing],
      [1, past],
    ] as const) {
      const { gradients } = draws(share, state);
      for (let j = 0; j < d; j += 1) {
        const { mean, error } = meanOf(gradients.map((gradient) => gradient[j]!));
        expect(Math.abs(mean - slope[j]!)).toBeLessThan(4.5 * error);
      }
    }
  });

  it('pass over a step that was none or that repeats another', () => {
    const repeated: SampleMemory = {
      points: Float64Array.of(...x, ...x, ...x.with(0, 0.55)),
      values: new Float64Array(3),
    };
    const { directions } = draws(0.3, repeated);
    const { mean, error } = meanOf(directions.map((u) => u[0]! * u[0]!));
    expect(Math.abs(mean - (0.3 / d + 0.7))).toBeLessThan(4.5 * error);
  });

  it('refuse a share outside (0, 1] and a memory that is none', () => {
    expect(() => createPastDirections({ directions: 1, smoothingRadius: 0.01, isotropicShare: 0 })).toThrow(/^isotropicShare/);
    expect(() => createPastDirections({ directions: 1, smoothingRadius: 0.01, memory: 1.5 })).toThrow(/^memory/);
  });
});

describe('coordinates by importance', () => {
  const d = 32;
  /** Curved in the last quarter only, with a gradient everywhere. */
  const f = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + xj + (j >= 24 ? -20 * (xj - 0.1) ** 2 : 0), 0);
  const options = { directions: 8, smoothingRadius: 0.01, groups: 4, refresh: 3 };

  function run(
    estimator: ReturnType<typeof createCoordinateImportance>,
    { x, state, round }: { x: Float64Array; state: ImportanceState; round: number },
  ): { state: ImportanceState; queries: number; chosen: number[] } {
    const computation = estimator.estimate({ x, value: f(x) }, state, stream(round));
    let next = computation.next();
    let last: readonly Float64Array[] = [];
    while (next.done !== true) {
      last = next.value;
      next = computation.next(next.value.map((point) => ({ kind: 'value', value: f(point) })));
    }
    const chosen = last.map((point) => point.findIndex((coordinate, j) => coordinate !== x[j]));
    return { state: next.value.state, queries: next.value.estimate.queries, chosen };
  }

  it('are drawn where ZO-GraSP keeps them, each as often as its share, and a part anywhere', () => {
    const estimator = createCoordinateImportance({ ...options, directions: 32, refresh: 1, keptShare: 0.25 });
    const x = new Float64Array(d).fill(0.8);
    // In the last quarter Hg > 0: moving these coordinates to the middle would lower the flow of gradients from above ½, raise it from below.
    const above = run(estimator, { x, state: estimator.init(d), round: 0 }).state.shares;
    const below = run(estimator, { x: new Float64Array(d).fill(0.3), state: estimator.init(d), round: 0 }).state.shares;
    expect(above[3]).toBeCloseTo(1, 12);
    expect(below[3]).toBe(0);
    expect(below.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    const one = createCoordinateImportance({ ...options, directions: 1, refresh: 1000 });
    const counts = new Float64Array(4);
    for (let round = 1; round <= 2000; round += 1) {
      const { chosen } = run(one, { x, state: { shares: Float64Array.of(0.7, 0, 0.3, 0), estimates: 1 }, round });
      counts[Math.floor(chosen[0]! / 8)]! += 1;
    }
    for (const [group, share] of [0.8 * 0.7 + 0.05, 0.05, 0.8 * 0.3 + 0.05, 0.05].entries()) {
      expect(Math.abs(counts[group]! - 2000 * share)).toBeLessThan(4 * Math.sqrt(2000 * share * (1 - share)));
    }
  });

  it('are scored in the first estimate and every few later, for 2Q + 1 more queries', () => {
    const estimator = createCoordinateImportance(options);
    let state = estimator.init(d);
    const spent = Array.from({ length: 7 }, (_, round) => {
      const step = run(estimator, { x: new Float64Array(d).fill(0.8), state, round });
      ({ state } = step);
      return step.queries;
    });
    expect(spent).toEqual([25, 8, 8, 25, 8, 8, 25]);
  });

  it('are distinct, and the same for one stream where the shares agree', () => {
    const estimator = createCoordinateImportance(options);
    const x = new Float64Array(d).fill(0.8);
    const state = { shares: Float64Array.of(0.1, 0.2, 0.3, 0.4), estimates: 1 };
    const near = { shares: Float64Array.of(0.12, 0.18, 0.3, 0.4), estimates: 1 };
    let common = 0;
    for (let round = 0; round < 100; round += 1) {
      const { chosen } = run(estimator, { x, state, round });
      expect(new Set(chosen).size).toBe(8);
      expect(run(estimator, { x, state, round }).chosen).toEqual(chosen);
      common += run(estimator, { x, state: near, round }).chosen.filter((j) => chosen.includes(j)).length / 800;
    }
    expect(common).toBeGreaterThan(0.9);
  });

  it('count alike where every score is 0, in the middle of the box', () => {
    const estimator = createCoordinateImportance(options);
    const { state } = run(estimator, { x: new Float64Array(d).fill(0.5), state: estimator.init(d), round: 0 });
    for (const share of state.shares) expect(share).toBeCloseTo(0.25, 12);
  });

  it('refuse numbers and shares that make no sense', () => {
    expect(() => createCoordinateImportance({ ...options, groups: 0 })).toThrow(/^groups/);
    expect(() => createCoordinateImportance({ ...options, refresh: 0.5 })).toThrow(/^refresh/);
    expect(() => createCoordinateImportance({ ...options, keptShare: 0 })).toThrow(/^keptShare/);
    expect(() => createCoordinateImportance({ ...options, uniformShare: 2 })).toThrow(/^uniformShare/);
    expect(() => createCoordinateImportance(options).init(1.5)).toThrow(/^dimension/);
  });
});
