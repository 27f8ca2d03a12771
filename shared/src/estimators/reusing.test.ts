import { describe, expect, it } from 'vitest';

import { scalarKernels } from '../numeric/scalar-kernels.js';
import { createStream, fillNormal } from '../numeric/random-stream.js';
import type { RandomStream } from '../numeric/random.js';
import type { EstimatorState, GradientEstimate, GradientEstimator } from './gradient-estimator.js';
import { createInterpolation } from './interpolation.js';
import { solveMinimumNorm } from './minimum-norm.js';
import { createLinearRegression, createQuadraticRegression } from './regression.js';
import { createSpanProjection } from './span-projection.js';

const random = (round: number): RandomStream => createStream({ seed: 12, client: 0, round, purpose: 'test' });
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, aj, j) => sum + aj * b[j]!, 0);
const cosine = (a: Float64Array, b: Float64Array): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

function normal(round: number, d: number): Float64Array {
  const vector = new Float64Array(d);
  fillNormal(random(round), vector);
  return vector;
}

/** Estimates at one centre after another, the state carried along. */
function walk<State extends EstimatorState>(
  estimator: GradientEstimator<State>,
  f: (x: Float64Array) => number,
  { centres, round = 0 }: { centres: readonly Float64Array[]; round?: number },
): { estimates: readonly GradientEstimate[]; state: State } {
  let state = estimator.init(centres[0]!.length);
  const estimates = centres.map((x, i) => {
    const computation = estimator.estimate({ x, value: f(x) }, state, random(100 * round + i));
    const asked = computation.next();
    if (asked.done === true) throw new Error('no points asked for');
    const done = computation.next(asked.value.map((point) => ({ kind: 'value', value: f(point) })));
    if (done.done !== true) throw new Error('asked twice');
    ({ state } = done.value);
    return done.value.estimate;
  });
  return { estimates, state };
}

/** Centres some way apart in random directions. */
function path(d: number, { steps, length }: { steps: number; length: number }): Float64Array[] {
  return Array.from({ length: steps }, (_, i) => normal(900 + i, d).map((z) => 0.5 + (length * z) / Math.sqrt(d)));
}

describe('the solution of least norm', () => {
  it('solves two equations in three unknowns without what they do not speak of', () => {
    const rows = Float64Array.of(1, 1, 0, 1, -1, 0);
    const solution = solveMinimumNorm(scalarKernels, { rows, right: Float64Array.of(5, 1), unknowns: 3 });
    for (const [j, expected] of [3, 2, 0].entries()) expect(solution[j]).toBeCloseTo(expected, 6);
  });

  it('is that of least squares with more equations than unknowns', () => {
    // y = 2 + noise at 1, 2, 3 through the origin: Σxy/Σx².
    const solution = solveMinimumNorm(scalarKernels, {
      rows: Float64Array.of(1, 2, 3),
      right: Float64Array.of(2.5, 3.5, 6.5),
      unknowns: 1,
    });
    expect(solution[0]).toBeCloseTo((2.5 + 7 + 19.5) / 14, 6);
  });

  it('shares among equal equations what they say, and is 0 where they say nothing', () => {
    const twice = solveMinimumNorm(scalarKernels, { rows: Float64Array.of(1, 0, 1, 0), right: Float64Array.of(2, 2), unknowns: 2 });
    expect(twice[0]).toBeCloseTo(2, 6);
    expect([...solveMinimumNorm(scalarKernels, { rows: new Float64Array(4), right: Float64Array.of(1, 2), unknowns: 2 })]).toEqual([0, 0]);
  });
});

describe('the projection on the queried span', () => {
  it('is the gradient of a linear function in a corner of the box too', () => {
    const slope = normal(1, 6);
    const corner = Float64Array.of(0, 1, 0, 1, 1, 0);
    const { estimates } = walk(createSpanProjection({ directions: 6, smoothingRadius: 0.01 }), (x) => 1 + dot(slope, x), {
      centres: [corner],
    });
    for (const [j, component] of estimates[0]!.gradient.entries()) expect(component).toBeCloseTo(slope[j]!, 4);
  });
});

describe.each([
  ['interpolation', createInterpolation],
  ['linear regression', createLinearRegression],
] as const)('%s', (_, create) => {
  it('has a cosine of √(n/d) with the gradient of a linear function, n the evaluations it knows', () => {
    const [d, directions] = [80, 8];
    const centres = path(d, { steps: 5, length: 0.1 });
    const measured = [0, 0, 0, 0, 0];
    for (let round = 0; round < 60; round += 1) {
      const slope = normal(round, d);
      const { estimates } = walk(create({ directions, smoothingRadius: 0.01, reuseRadius: 1 }), (x) => 1 + dot(slope, x), {
        centres,
        round,
      });
      estimates.forEach(({ gradient }, i) => (measured[i]! += cosine(gradient, slope) / 60));
    }
    // Every centre left behind is one more displacement.
    for (let i = 0; i < 5; i += 1) expect(Math.abs(measured[i]! - Math.sqrt(((i + 1) * directions + i) / d))).toBeLessThan(0.04);
  });

  it('without a memory is the projection on the queried span', () => {
    const f = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + (j + 1) * xj * xj, 0);
    const centres = path(10, { steps: 3, length: 0.1 });
    const options = { directions: 4, smoothingRadius: 0.01 };
    const { estimates, state } = walk(create({ ...options, memory: 0 }), f, { centres });
    const projected = walk(createSpanProjection(options), f, { centres });
    estimates.forEach(({ gradient }, i) => {
      for (const [j, component] of gradient.entries()) expect(component).toBeCloseTo(projected.estimates[i]!.gradient[j]!, 4);
    });
    expect(state.values).toHaveLength(0);
  });

  it('remembers the last evaluations, the centre last', () => {
    const { state } = walk(create({ directions: 3, smoothingRadius: 0.01, memory: 6 }), (x) => x[0]!, {
      centres: path(5, { steps: 4, length: 0.1 }),
    });
    expect([state.values.length, state.points.length]).toEqual([6, 30]);
    expect(state.points.slice(25)).toEqual(path(5, { steps: 4, length: 0.1 })[3]);
  });

  it('refuses a memory that is none, and a state of another dimension', () => {
    expect(() => create({ directions: 3, smoothingRadius: 0.01, memory: -1 })).toThrow(/^memory/);
    expect(() => create({ directions: 3, smoothingRadius: 0.01 }).init(0)).toThrow(/^dimension/);
    const estimator = create({ directions: 3, smoothingRadius: 0.01 });
    const { state } = walk(estimator, (x) => x[0]!, { centres: path(5, { steps: 1, length: 0.1 }) });
    expect(() => estimator.estimate({ x: new Float64Array(4), value: 0 }, state, random(0)).next()).toThrow(/^state/);
  });
});

describe('interpolation', () => {
  it('leaves out what lies beyond the reuse radius', () => {
    // A function that is linear near the second centre only: what is remembered from the first would spoil the estimate.
    const f = (x: Float64Array): number => (x[0]! < 0.5 ? 50 * x[1]! : 3 * x[0]! + x[1]!);
    const centres = [new Float64Array(4).fill(0.2), new Float64Array(4).fill(0.8)];
    const options = { directions: 4, smoothingRadius: 0.01 };
    const near = walk(createInterpolation({ ...options, reuseRadius: 0.1 }), f, { centres }).estimates[1]!;
    const all = walk(createInterpolation({ ...options, reuseRadius: 1 }), f, { centres }).estimates[1]!;
    for (const [j, expected] of [3, 1, 0, 0].entries()) expect(near.gradient[j]).toBeCloseTo(expected, 4);
    expect(Math.abs(all.gradient[1]! - 1)).toBeGreaterThan(0.1);
    expect(() => createInterpolation({ ...options, reuseRadius: 0 })).toThrow(/^reuseRadius/);
  });
});

describe('regression under noise', () => {
  it('has the variance σ²/(kλ²) a coordinate after k bases around one centre, at σ = 0.03', () => {
    const [d, bases, sigma, radius] = [6, 5, 0.03, 0.1];
    const slope = normal(2, d);
    const centres = Array.from({ length: bases }, () => new Float64Array(d).fill(0.5));
    let squares = 0;
    const repeats = 300;
    for (let round = 0; round < repeats; round += 1) {
      const noise = random(5000 + round);
      const f = (x: Float64Array): number => dot(slope, x) + sigma * noise.normal();
      const { estimates } = walk(createLinearRegression({ directions: d, smoothingRadius: radius }), f, { centres, round });
      squares += estimates.at(-1)!.gradient.reduce((sum, g, j) => sum + (g - slope[j]!) ** 2, 0) / d / repeats;
    }
    expect(squares / (sigma ** 2 / (bases * radius ** 2))).toBeCloseTo(1, 0.7);
  });
});

describe('quadratic regression', () => {
  const bends = [3, -1, 0.5, 8];
  const separable = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + (bends[j]! * (xj - 0.3) ** 2) / 2 + j * xj, 0);

  it('finds gradient and curvature of a separable quadratic, however far apart its evaluations are', () => {
    const centres = path(4, { steps: 5, length: 0.4 });
    const { estimates } = walk(createQuadraticRegression({ directions: 4, smoothingRadius: 0.05 }), separable, { centres });
    const last = estimates.at(-1)!;
    for (const [j, bend] of bends.entries()) {
      expect(last.gradient[j]).toBeCloseTo(bend * (centres.at(-1)![j]! - 0.3) + j, 3);
      expect(last.curvature?.[j]).toBeCloseTo(bend, 1);
    }
  });

  it('says nothing about curvature before it has the data for it', () => {
    const { estimates } = walk(createQuadraticRegression({ directions: 2, smoothingRadius: 0.05 }), separable, {
      centres: path(4, { steps: 4, length: 0.4 }),
    });
    expect(estimates.map(({ curvature }) => curvature === undefined)).toEqual([true, true, false, false]);
  });
});
