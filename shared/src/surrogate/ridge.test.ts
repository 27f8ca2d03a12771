import { describe, expect, it } from 'vitest';

import { createStream } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { createFeatureWindow } from './feature-window.js';
import { createFeatures } from './fourier-features.js';
import { fitGaussianProcess } from './gaussian-process.js';
import type { Observations } from './observation-window.js';
import { fitFeatures, solveDual, solvePrimal } from './ridge.js';

const D = 3;

function sample(n: number, { radius = 0.3, round = 0 } = {}): Observations {
  const stream = createStream({ seed: 21, client: 0, round, purpose: 'test' });
  const x = Float64Array.from({ length: n * D }, () => 0.5 + radius * (2 * stream.uniform() - 1));
  const y = Float64Array.from({ length: n }, (_, i) => 5 + Math.sin(4 * x[i * D]!) - x[i * D + 1]! * x[i * D + 2]!);
  return { x, y, dimension: D };
}

function features(count: number, lengthScale = 0.5) {
  return createFeatures({ seed: 9, count, dimension: D, lengthScale }, scalarKernels);
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

describe('the ridge fit', () => {
  it('has the same weights by the primal and by the dual system', () => {
    for (const [n, count] of [
      [30, 60],
      [60, 30],
      [40, 40],
    ] as const) {
      const set = features(count);
      const { x, y } = sample(n);
      for (const ridge of [1e-3, 1e-1, 3]) {
        const system = { features: createFeatureWindow(set, n, scalarKernels).hold(x), featureCount: count, targets: y, ridge };
        const dual = solveDual(scalarKernels, system).weights;
        const primal = solvePrimal(scalarKernels, system).weights;
        expect(norm(dual.map((weight, j) => weight - primal[j]!)) / norm(primal)).toBeLessThan(1e-9);
      }
    }
  });

  it('solves its normal equations whether there are fewer points than features or more', () => {
    for (const [n, count] of [
      [20, 80],
      [80, 20],
    ] as const) {
      const set = features(count);
      const observations = sample(n);
      const ridge = 0.01;
      const { weights, jitter } = fitFeatures(scalarKernels, observations, { features: set, ridge, normalisation: 'centred', centre: 0 });
      expect(jitter).toBe(0);
      const { rows } = createFeatureWindow(set, n, scalarKernels).hold(observations.x);
      const residuals = rows.map((row, i) => observations.y[i]! - row.reduce((sum, feature, j) => sum + feature * weights[j]!, 0));
      for (let j = 0; j < count; j += 1) {
        expect(rows.reduce((sum, row, i) => sum + row[j]! * residuals[i]!, 0)).toBeCloseTo(ridge * weights[j]!, 9);
      }
    }
  });

  it('comes to the gradient of the exact Gaussian process as features become many', () => {
    const observations = sample(30);
    const x = new Float64Array(D).fill(0.5);
    const options = { lengthScale: 0.5, noiseVariance: 1e-2, normalisation: 'range' } as const;
    const exact = fitGaussianProcess(scalarKernels, observations, { ...options, covariance: 'squared-exponential' }).gradient(x);
    const errors = [200, 3200].map((count) => {
      const set = features(count);
      const { weights } = fitFeatures(scalarKernels, observations, { features: set, ridge: 1e-2, normalisation: 'range' });
      return norm(set.gradient(weights, x).map((component, j) => component - exact[j]!)) / norm(exact);
    });
    expect(errors[1]).toBeLessThan(0.1);
    expect(errors[1]).toBeLessThan(errors[0]!);
  });

  it('interpolates with a small ridge, up to the constant that normalisation takes off', () => {
    const observations = sample(25);
    const set = features(400);
    for (const normalisation of ['range', 'centred'] as const) {
      const { weights } = fitFeatures(scalarKernels, observations, { features: set, normalisation, centre: 5.5 });
      const offset = normalisation === 'range' ? Math.min(...observations.y) : 5.5;
      for (const [i, y] of observations.y.entries()) {
        expect(set.mean(weights, observations.x.subarray(i * D, (i + 1) * D)) + offset).toBeCloseTo(y, 3);
      }
    }
  });

  it('has weights in units of y, so that those of several clients can be averaged', () => {
    const observations = sample(25);
    const options = { features: features(100), normalisation: 'range' } as const;
    const { weights } = fitFeatures(scalarKernels, observations, options);
    const scaled = fitFeatures(scalarKernels, { ...observations, y: observations.y.map((y) => 64 * y) }, options).weights;
    expect(norm(scaled.map((weight, j) => weight - 64 * weights[j]!)) / norm(scaled)).toBeLessThan(1e-9);
  });

  it('treats a point seen twice as seen once, with the mean of its values', () => {
    const once = sample(10);
    const twice = {
      x: Float64Array.of(...once.x, ...once.x.slice(0, D)),
      y: Float64Array.of(once.y[0]! - 0.25, ...once.y.slice(1), once.y[0]! + 0.25),
      dimension: D,
    };
    const options = { features: features(50), normalisation: 'range' } as const;
    expect(fitFeatures(scalarKernels, twice, options)).toEqual(fitFeatures(scalarKernels, once, options));
  });

  it('is zero where all values are equal', () => {
    const flat = { ...sample(6), y: new Float64Array(6).fill(2) };
    const { weights } = fitFeatures(scalarKernels, flat, { features: features(50), normalisation: 'range' });
    expect(weights.every((weight) => weight === 0)).toBe(true);
  });

  it('refuses a ridge of nothing, points of another dimension and a window of other features', () => {
    const set = features(20);
    const options = { features: set, normalisation: 'range' } as const;
    expect(() => fitFeatures(scalarKernels, sample(5), { ...options, ridge: 0 })).toThrow(/^ridge/);
    expect(() => fitFeatures(scalarKernels, { ...sample(5), dimension: 5 }, options)).toThrow(/^dimension/);
    const other = createFeatureWindow(features(20), 5, scalarKernels);
    expect(() => fitFeatures(scalarKernels, sample(5), { ...options, window: other })).toThrow(/^window/);
  });
});
