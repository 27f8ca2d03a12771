import { describe, expect, it } from 'vitest';

import { createStream } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { COVARIANCES } from '../numeric/covariance.js';
import { belowDiagonal, pairwiseDistances } from './covariance-matrix.js';
import { maximiseLikelihood, type LengthScaleOptions } from './length-scale.js';
import { createWindow } from './observation-window.js';
import { regressInto, type RegressionData } from './regression.js';

const covariance = COVARIANCES.matern52;

function random(round: number) {
  return createStream({ seed: 5, client: 1, round, purpose: 'test' });
}

function dataOf(x: Float64Array, y: Float64Array, dimension: number): RegressionData {
  const window = createWindow({ x, y, dimension }, { normalisation: 'range' });
  return { below: belowDiagonal(pairwiseDistances(scalarKernels, window), window.count), targets: window.targets };
}

function likelihood(data: RegressionData, lengthScale: number, noiseVariance = 1e-6): number {
  const factor = new Float64Array(data.targets.length ** 2);
  return regressInto(factor, scalarKernels, { data, prior: { covariance, lengthScale, noiseVariance } }).logLikelihood;
}

function search(data: RegressionData, options: Partial<LengthScaleOptions> = {}) {
  return maximiseLikelihood(scalarKernels, data, { covariance, noiseVariance: 1e-6, floor: 1e-3, ...options });
}

/** Quadratics, waves and a cliff, in few and in many dimensions, wide and narrow windows. */
const PROBLEMS: { readonly name: string; readonly data: RegressionData }[] = [
  { d: 2, n: 40, radius: 0.5, f: (x: Float64Array) => Math.sin(9 * x[0]!) + x[1]! ** 2 },
  { d: 2, n: 40, radius: 0.01, f: (x: Float64Array) => Math.sin(9 * x[0]!) + x[1]! ** 2 },
  { d: 50, n: 60, radius: 0.05, f: (x: Float64Array) => x.reduce((sum, xj, j) => sum + (20 * xj - 10 + (j % 5)) ** 2, 0) },
  { d: 5, n: 50, radius: 0.4, f: (x: Float64Array) => x.reduce((sum, xj) => sum + Math.cos(40 * xj), 0) },
  { d: 3, n: 45, radius: 0.5, f: (x: Float64Array) => (x[0]! > 0.5 ? 1 : 0) + 0.1 * x[1]! },
].map(({ d, n, radius, f }, round) => {
  const stream = random(round);
  const x = Float64Array.from({ length: n * d }, () => 0.5 + radius * (2 * stream.uniform() - 1));
  const y = Float64Array.from({ length: n }, (_, i) => f(x.subarray(i * d, (i + 1) * d)));
  return { name: `problem ${round}: ${n} points within ${radius} in ${d} dimensions`, data: dataOf(x, y, d) };
});

describe.each(PROBLEMS)('the length-scale of $name', ({ data }) => {
  const grid = Array.from({ length: 400 }, (_, i) => 1e-3 * (1e5 / 1e-3) ** (i / 399));
  const best = Math.max(...grid.map((lengthScale) => likelihood(data, lengthScale)));

  it('is as likely as the best of a dense grid over the whole range', () => {
    const found = search(data);
    expect(found.logLikelihood).toBeGreaterThan(best - 0.2);
    expect(found.logLikelihood).toBe(likelihood(data, found.lengthScale));
    expect(found.evaluations).toBeLessThanOrEqual(16);
  });

  it('is found again from the neighbourhood in a few evaluations', () => {
    const { lengthScale } = search(data);
    for (const factor of [0.6, 0.95, 1.2, 2]) {
      const found = search(data, { previous: factor * lengthScale });
      expect(found.logLikelihood).toBeGreaterThan(best - 0.2);
      expect(found.evaluations).toBeLessThanOrEqual(Math.abs(Math.log(factor)) < 0.25 ? 8 : 11);
    }
  });

  it('is the same every time', () => {
    expect(search(data)).toEqual(search(data));
  });
});

describe('the length-scale search', () => {
  it('recovers the length-scale of draws from a Gaussian process', () => {
    const [n, d, truth] = [80, 2, 0.25];
    const logErrors = Array.from({ length: 24 }, (_, draw) => {
      const stream = random(1000 + draw);
      const x = Float64Array.from({ length: n * d }, () => stream.uniform());
      const normals = Float64Array.from({ length: n }, () => stream.normal());
      const window = { x, targets: normals, count: n, dimension: d, offset: 0, scale: 1 };
      const below = belowDiagonal(pairwiseDistances(scalarKernels, window), n);
      const factor = new Float64Array(n * n);
      const prior = { covariance, lengthScale: truth, noiseVariance: 1e-6 };
      regressInto(factor, scalarKernels, { data: { below, targets: normals }, prior });
      const targets = normals.map((_, i) => normals.reduce((sum, z, j) => (j <= i ? sum + factor[i * n + j]! * z : sum), 0));
      return Math.log(maximiseLikelihood(scalarKernels, { below, targets }, { ...prior, floor: 1e-3 }).lengthScale / truth);
    });
    const mean = logErrors.reduce((sum, error) => sum + error, 0) / logErrors.length;
    const deviation = Math.sqrt(logErrors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (logErrors.length - 1));
    expect(deviation).toBeLessThan(0.3);
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(logErrors.length));
  });

  it('never goes below its floor or above its ceiling', () => {
    const { data } = PROBLEMS[0]!;
    const free = search(data).lengthScale;
    expect(search(data, { floor: 3 * free }).lengthScale).toBe(3 * free);
    expect(search(data, { floor: 3 * free, previous: free }).lengthScale).toBe(3 * free);
    expect(search(data, { ceiling: free / 3 }).lengthScale).toBeCloseTo(free / 3, 14);
    expect(search(data, { floor: free / 7, ceiling: free / 7 }).lengthScale).toBe(free / 7);
  });

  it('keeps the previous length-scale, or 1, where the data say nothing of it', () => {
    const flat = dataOf(Float64Array.of(0.1, 0.2, 0.3), Float64Array.of(4, 4, 4), 1);
    const one = dataOf(Float64Array.of(0.1), Float64Array.of(4), 1);
    for (const data of [flat, one]) {
      expect(search(data)).toEqual({ lengthScale: 1, logLikelihood: NaN, evaluations: 0 });
      expect(search(data, { previous: 0.3 }).lengthScale).toBe(0.3);
      expect(search(data, { previous: 0.3, floor: 0.5 }).lengthScale).toBe(0.5);
    }
  });

  it('refuses limits that are none', () => {
    const { data } = PROBLEMS[0]!;
    expect(() => search(data, { floor: 0 })).toThrow(/^floor/);
    expect(() => search(data, { floor: 2, ceiling: 1 })).toThrow(/^floor/);
    expect(() => search(data, { previous: -1 })).toThrow(/^previous/);
  });
});
