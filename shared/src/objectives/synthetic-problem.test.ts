import { describe, expect, it } from 'vitest';
import { createStream } from '../numeric/random-stream.js';
import type { FederatedProblem } from './instance.js';
import { generateInstance } from './instance-generation.js';
import { createSyntheticProblem, SYNTHETIC_FUNCTIONS, type SyntheticOptions } from './synthetic-problem.js';

const base: SyntheticOptions = { function: 'quadratic', dimension: 12, clients: 5, heterogeneity: 5, seed: 3 };

function globalValue(problem: FederatedProblem, x: Float64Array): number {
  return problem.objectives.reduce((sum, objective, i) => sum + problem.weights[i]! * objective.truth!(x), 0);
}

function randomPoint(dimension: number, round: number): Float64Array {
  const stream = createStream({ seed: 9, client: 0, round, purpose: 'test' });
  return new Float64Array(dimension).map(() => stream.uniform());
}

describe('a generated instance', () => {
  it.each([[0], [0.5], [50]])('of Quadratic has F* = −0.025 + 0.1/d at z = −1/2 for heterogeneity %d', (heterogeneity) => {
    for (const dimension of [1, 20, 300]) {
      const problem = createSyntheticProblem({ ...base, dimension, heterogeneity });
      expect(problem.optimum?.value).toBe(-0.025 + 0.1 / dimension);
      const minimum = globalValue(problem, problem.optimum!.x);
      expect(Math.abs(minimum - problem.optimum!.value)).toBeLessThan(1e-12);
      for (let k = 0; k < 5; k++) expect(globalValue(problem, randomPoint(dimension, k))).toBeGreaterThan(minimum);
    }
  });

  it.each([
    ['quadratic', 1, 1],
    ['ackley', 0.1, 0],
    ['levy', 0.1, 0],
  ] as const)('of %s has coefficients of mean %d and %d over clients, in the published range', (name, mean1, mean2) => {
    const n = 5;
    const instance = generateInstance({ ...base, function: name, dimension: 300, clients: n });
    for (const [rows, mean] of [
      [instance.c1, mean1],
      [instance.c2, mean2],
    ] as const) {
      for (let j = 0; j < 300; j++) {
        const column = rows.map((row) => row[j]!);
        expect(column.reduce((sum, c) => sum + c, 0) / n).toBeCloseTo(mean, 12);
        expect(Math.min(...column)).toBeGreaterThanOrEqual(mean - 5 / n - 1e-12);
        expect(Math.max(...column)).toBeLessThanOrEqual(mean + 5 * (1 - 1 / n) + 1e-12);
      }
    }
  });

  it('has alike clients without heterogeneity, and unlike ones with it', () => {
    const spread = (heterogeneity: number): number => {
      const problem = createSyntheticProblem({ ...base, heterogeneity });
      const values = problem.objectives.map((objective) => objective.truth!(problem.start));
      return Math.max(...values) - Math.min(...values);
    };
    expect(spread(0)).toBe(0);
    expect(spread(5)).toBeGreaterThan(0.1);
  });
});

describe.each(SYNTHETIC_FUNCTIONS)('the synthetic function %s', (name) => {
  const options: SyntheticOptions = { ...base, function: name };

  it('is the same for the same seed and another for another', () => {
    const x = randomPoint(12, 1);
    const value = (seed: number): number => createSyntheticProblem({ ...options, seed }).objectives[2]!.truth!(x);
    expect(value(3)).toBe(value(3));
    expect(value(3)).not.toBe(value(4));
  });

  it('has its known minimum where it says, and nothing below it', () => {
    const problem = createSyntheticProblem({ ...options, heterogeneity: 0 });
    const optimum = problem.optimum!;
    expect(Math.abs(globalValue(problem, optimum.x) - optimum.value)).toBeLessThan(1e-9);
    for (let k = 0; k < 50; k++) {
      const near = optimum.x.map((v, j) => v + 0.02 * (randomPoint(12, k)[j]! - 0.5));
      expect(globalValue(problem, near)).toBeGreaterThanOrEqual(optimum.value - 1e-9);
      expect(globalValue(problem, randomPoint(12, k))).toBeGreaterThan(optimum.value);
    }
  });

  it('keeps the start point in natural units when its box moves', () => {
    const natural = (box: SyntheticOptions['box']): number[] => {
      const { start, lower, upper } = createSyntheticProblem({ ...options, ...(box === undefined ? {} : { box }) });
      return [...start].map((x, j) => lower[j]! + x * (upper[j]! - lower[j]!));
    };
    const published = natural('published');
    for (const box of ['centred-start', 'random'] as const)
      for (const [j, z] of natural(box).entries()) expect(z).toBeCloseTo(published[j]!, 12);
    expect([...createSyntheticProblem({ ...options, box: 'centred-start' }).start]).toEqual(Array(12).fill(0.5));
  });

  it('has its optimum inside a random box, not in the middle', () => {
    const { optimum } = createSyntheticProblem({ ...options, heterogeneity: 0, box: 'random' });
    expect(optimum).not.toBeNull();
    expect(optimum!.x.every((v) => v >= 0 && v <= 1)).toBe(true);
    expect(Math.hypot(...optimum!.x.map((v) => v - 0.5))).toBeGreaterThan(0.3);
  });

  it('takes bounds and a start of one’s own', () => {
    const problem = createSyntheticProblem({ ...options, box: { lower: -3, upper: 1 }, start: 0 });
    expect([...problem.start]).toEqual(Array(12).fill(0.75));
    expect(() => createSyntheticProblem({ ...options, box: { lower: -3, upper: 1 }, start: 2 })).toThrow(
      'start[0]: is 2, must lie in the box [-3, 1]',
    );
  });
});

describe.each(['rosenbrock', 'rastrigin', 'ellipsoid', 'sphere'] as const)('the tilts of %s', (name) => {
  it('cancel in the mean: F does not depend on heterogeneity, while clients do', () => {
    const alike = createSyntheticProblem({ ...base, function: name, heterogeneity: 0 });
    const unlike = createSyntheticProblem({ ...base, function: name, heterogeneity: 5 });
    for (let k = 0; k < 5; k++) {
      const x = randomPoint(12, k);
      const f = globalValue(alike, x);
      expect(Math.abs(globalValue(unlike, x) - f) / f).toBeLessThan(1e-10);
      expect(unlike.objectives[0]!.truth!(x)).not.toBeCloseTo(f, 3);
    }
  });
});

describe('closed forms', () => {
  const at = (name: SyntheticOptions['function'], z: number, extra: Partial<SyntheticOptions> = {}): number => {
    const problem = createSyntheticProblem({
      ...base,
      function: name,
      dimension: 2,
      heterogeneity: 0,
      start: z,
      box: { lower: -5, upper: 5 },
      ...extra,
    });
    return globalValue(problem, problem.start);
  };

  it('hold at points worked out by hand', () => {
    expect(at('sphere', 2)).toBeCloseTo(8, 12);
    expect(at('rosenbrock', 2)).toBeCloseTo(100 * 4 + 1, 12);
    expect(at('rastrigin', 0.5)).toBeCloseTo(2 * (0.25 + 20), 12);
    expect(at('ellipsoid', 2, { condition: 1 })).toBeCloseTo(8, 12);
  });

  it('the ellipsoid is bounded by its smallest and its largest eigenvalue, and its axes are not the coordinates', () => {
    const problem = createSyntheticProblem({ ...base, function: 'ellipsoid', heterogeneity: 0, condition: 1e4 });
    const alongAxis = Array.from({ length: 12 }, (_, j) =>
      globalValue(
        problem,
        new Float64Array(12).fill(0.5).map((v, k) => (k === j ? v + 0.1 : v)),
      ),
    );
    for (const value of alongAxis) {
      expect(value).toBeGreaterThan(1);
      expect(value).toBeLessThan(1e4);
    }
    // The trace of the Hessian does not depend on the rotation: Σⱼ f(eⱼ) = Σₖ λₖ, for steps of natural length 1.
    expect(alongAxis.reduce((sum, value) => sum + value, 0)).toBeCloseTo(
      Array.from({ length: 12 }, (_, k) => 1e4 ** (k / 11)).reduce((a, b) => a + b, 0),
      6,
    );
  });
});

describe('options out of range', () => {
  it.each([
    [{ dimension: 0 }, 'dimension'],
    [{ clients: 1.5 }, 'clients'],
    [{ heterogeneity: -1 }, 'heterogeneity'],
    [{ seed: 2 ** 53 }, 'seed'],
    [{ function: 'levy', dimension: 1 }, 'dimension'],
    [{ function: 'rosenbrock', dimension: 1 }, 'dimension'],
    [{ function: 'ellipsoid', condition: 0.5 }, 'condition'],
    [{ box: { lower: 1, upper: 0 } }, 'lower'],
  ] as const)('%o throw, naming the field', (change, field) => {
    expect(() => createSyntheticProblem({ ...base, ...change })).toThrow(new RegExp(`^${field}`));
  });
});
