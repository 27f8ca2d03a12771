import { describe, expect, it } from 'vitest';

import { createStream } from '../numeric/random-stream.js';
import type { GradientEstimator } from './gradient-estimator.js';
import { createScaledTwoPointAverage, createTwoPointAverage } from './two-point.js';

const slope = Float64Array.of(2, -1, 0.5, 3, -4);
const D = slope.length;
const linear = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + slope[j]! * xj, 1);

/** Mean and standard error of the estimate over many streams. */
function moments(estimator: GradientEstimator, x: Float64Array, f = linear): { mean: Float64Array; error: Float64Array } {
  const draws = 4000;
  const sum = new Float64Array(D);
  const squares = new Float64Array(D);
  for (let round = 0; round < draws; round += 1) {
    const computation = estimator({ x, value: f(x) }, createStream({ seed: 4, client: 2, round, purpose: 'test' }));
    const asked = computation.next();
    if (asked.done === true) throw new Error('no points asked for');
    const done = computation.next(asked.value.map((point) => ({ kind: 'value', value: f(point) })));
    if (done.done !== true) throw new Error('asked twice');
    for (const [j, component] of done.value.gradient.entries()) {
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
