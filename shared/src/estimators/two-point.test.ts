import { describe, expect, it } from 'vitest';

import { createStream } from '../numeric/random-stream.js';
import type { GradientEstimator } from './gradient-estimator.js';
import { createCentralAverage } from './central-difference.js';
import {
  createGaussianAverage,
  createRademacherAverage,
  createScaledTwoPointAverage,
  createSphereAverage,
  createTwoPointAverage,
} from './two-point.js';

const slope = Float64Array.of(2, -1, 0.5, 3, -4);
const D = slope.length;
const linear = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + slope[j]! * xj, 1);

/** Mean and standard error of the estimate over many streams. */
function moments(estimator: GradientEstimator, x: Float64Array, f = linear): { mean: Float64Array; error: Float64Array } {
  const draws = 4000;
  const sum = new Float64Array(D);
  const squares = new Float64Array(D);
  for (let round = 0; round < draws; round += 1) {
    const computation = estimator.estimate(
      { x, value: f(x) },
      estimator.init(D),
      createStream({ seed: 4, client: 2, round, purpose: 'test' }),
    );
    const asked = computation.next();
    if (asked.done === true) throw new Error('no points asked for');
    const done = computation.next(asked.value.map((point) => ({ kind: 'value', value: f(point) })));
    if (done.done !== true) throw new Error('asked twice');
    for (const [j, component] of done.value.estimate.gradient.entries()) {
      sum[j]! += component;
      squares[j]! += component * component;
    }
  }
  const mean = sum.map((total) => total / draws);
  return { mean, error: squares.map((square, j) => Math.sqrt(Math.max(0, square / draws - mean[j]! ** 2) / draws)) };
}

describe('the two-point average', () => {
  const options = { directions: 2, smoothingRadius: 0.05 };
  const inside = new Float64Array(D).fill(0.5);

  it('is on average the gradient divided by the dimension, as published', () => {
    const { mean, error } = moments(createTwoPointAverage(options), inside);
    for (let j = 0; j < D; j += 1) expect(Math.abs(mean[j]! - slope[j]! / D)).toBeLessThan(4 * error[j]!);
  });

  it('is on average the gradient with the factor d', () => {
    const { mean, error } = moments(createScaledTwoPointAverage(options), inside);
    for (let j = 0; j < D; j += 1) expect(Math.abs(mean[j]! - slope[j]!)).toBeLessThan(4 * error[j]!);
  });

  it('is as unbiased with more directions than dimensions, drawn as several bases', () => {
    const { mean, error } = moments(createScaledTwoPointAverage({ ...options, directions: 12 }), inside);
    for (let j = 0; j < D; j += 1) expect(Math.abs(mean[j]! - slope[j]!)).toBeLessThan(4 * error[j]!);
  });

  it('is on average half the gradient in a corner of the box, coordinate by coordinate', () => {
    const { mean, error } = moments(createScaledTwoPointAverage(options), Float64Array.of(0, 1, 0, 0, 1));
    for (let j = 0; j < D; j += 1) expect(Math.abs(mean[j]! - slope[j]! / 2)).toBeLessThan(4 * error[j]!);
  });

  it('halves at a face only the coordinate that is pressed against it', () => {
    const { mean, error } = moments(createScaledTwoPointAverage(options), inside.with(3, 1));
    for (let j = 0; j < D; j += 1) expect(Math.abs(mean[j]! - (j === 3 ? 0.5 : 1) * slope[j]!)).toBeLessThan(4 * error[j]!);
  });

  it('is on average the gradient of a quadratic, since the curvature averages out', () => {
    const quadratic = (x: Float64Array): number => linear(x) + 3 * x.reduce((sum, xj, j) => sum + (j + 1) * (xj - 0.5) ** 2, 0);
    const { mean, error } = moments(createScaledTwoPointAverage(options), inside, quadratic);
    for (let j = 0; j < D; j += 1) expect(Math.abs(mean[j]! - slope[j]!)).toBeLessThan(4 * error[j]!);
  });
});

describe.each([
  ['gaussian', createGaussianAverage],
  ['sphere', createSphereAverage],
  ['rademacher', createRademacherAverage],
  ['central', createCentralAverage],
] as const)('the average along independent directions, %s', (_, create) => {
  const inside = new Float64Array(D).fill(0.5);
  const options = { directions: 4, smoothingRadius: 0.01 };

  it('is on average the gradient, and half of it in a corner', () => {
    const corner = Float64Array.of(0, 1, 0, 0, 1);
    for (const [x, share] of [
      [inside, 1],
      [corner, 0.5],
    ] as const) {
      const { mean, error } = moments(create(options), x);
      for (let j = 0; j < D; j += 1) expect(Math.abs(mean[j]! - share * slope[j]!)).toBeLessThan(4.5 * error[j]!);
    }
  });

  it('has the variance of its directions', () => {
    // For a linear function and one direction: (E u_j⁴ − 1) s_j² + Σ_{k≠j} s_k² with E u_j² = 1, 2D/(D + 2)-fold moments on the sphere.
    const total = slope.reduce((sum, s) => sum + s * s, 0);
    const { error } = moments(create({ directions: 2, smoothingRadius: 0.001 }), inside);
    const draws = create === createCentralAverage ? 1 : 2;
    for (let j = 0; j < D; j += 1) {
      const own = slope[j]! ** 2;
      const others = total - own;
      const expected = {
        [createGaussianAverage.name]: 2 * own + others,
        [createCentralAverage.name]: 2 * own + others,
        [createRademacherAverage.name]: others,
        [createSphereAverage.name]: ((3 * D) / (D + 2) - 1) * own + (D / (D + 2)) * others,
      }[create.name]!;
      expect((error[j]! ** 2 * 4000 * draws) / expected).toBeCloseTo(1, 0.7);
    }
  });
});

describe('the symmetric average', () => {
  const diagonal = [1, -2, 3, 0.5, 4];
  const quadratic = (x: Float64Array): number =>
    linear(x) + x.reduce((sum, xj, j) => sum + (diagonal[j]! * (xj - 0.3) ** 2) / 2, 0) + 2 * x[0]! * x[1]!;

  function curvatures(x: Float64Array): (Float64Array | undefined)[] {
    const estimator = createCentralAverage({ directions: 4, smoothingRadius: 0.02 });
    return Array.from({ length: 6000 }, (_, round) => {
      const computation = estimator.estimate(
        { x, value: quadratic(x) },
        null,
        createStream({ seed: 8, client: 0, round, purpose: 'test' }),
      );
      const asked = computation.next();
      if (asked.done === true) throw new Error('no points asked for');
      const done = computation.next(asked.value.map((point) => ({ kind: 'value', value: quadratic(point) })));
      if (done.done !== true) throw new Error('asked twice');
      return done.value.estimate.curvature;
    });
  }

  it('measures the diagonal of the Hessian on average, with off-diagonal elements in its noise only', () => {
    const measured = curvatures(new Float64Array(D).fill(0.5));
    for (let j = 0; j < D; j += 1) {
      const values = measured.map((curvature) => curvature![j]!);
      const mean = values.reduce((sum, h) => sum + h, 0) / values.length;
      const error = Math.sqrt(values.reduce((sum, h) => sum + (h - mean) ** 2, 0) / values.length ** 2);
      expect(error).toBeLessThan(0.2);
      expect(Math.abs(mean - diagonal[j]!)).toBeLessThan(4 * error);
    }
  });

  it('measures no curvature where the box cuts its displacements', () => {
    expect(curvatures(new Float64Array(D).fill(1)).every((curvature) => curvature === undefined)).toBe(true);
  });
});
