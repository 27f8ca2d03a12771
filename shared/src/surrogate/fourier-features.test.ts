import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../errors.js';
import { createStream } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { COVARIANCES } from '../numeric/covariance.js';
import { createFeatures, type FourierFeatures } from './fourier-features.js';

function features(options: Partial<Parameters<typeof createFeatures>[0]> = {}): FourierFeatures {
  return createFeatures({ seed: 3, count: 1000, dimension: 5, lengthScale: 0.7, ...options }, scalarKernels);
}

function draw(length: number, round = 0): Float64Array {
  const stream = createStream({ seed: 8, client: 0, round, purpose: 'test' });
  return Float64Array.from({ length }, () => stream.uniform());
}

function rowsOf(set: FourierFeatures, points: Float64Array): Float64Array {
  const rows = new Float64Array((points.length / set.dimension) * set.count);
  set.rowsInto(rows, points);
  return rows;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, component, j) => sum + component * b[j]!, 0);
}

describe('random Fourier features', () => {
  it('approximate the squared-exponential kernel within the bound of the theory', () => {
    const pairs = 200;
    const delta = 1e-3;
    for (const [round, lengthScale] of [0.3, 1, 4].entries()) {
      const set = features({ lengthScale });
      const points = draw(2 * pairs * 5, round);
      const rows = rowsOf(set, points);
      // √(8 ln(2/δ)/M) holds for one pair with probability 1 − δ; δ is shared out over the pairs.
      const bound = Math.sqrt((8 * Math.log((2 * pairs) / delta)) / set.count);
      for (let i = 0; i < pairs; i += 1) {
        const [a, b] = [2 * i, 2 * i + 1];
        const product = dot(rows.subarray(a * set.count, (a + 1) * set.count), rows.subarray(b * set.count, (b + 1) * set.count));
        const squared = points.subarray(a * 5, (a + 1) * 5).reduce((sum, component, j) => sum + (component - points[b * 5 + j]!) ** 2, 0);
        expect(Math.abs(product - COVARIANCES['squared-exponential'].value(squared, lengthScale))).toBeLessThan(bound);
      }
    }
  });

  it('are unbiased: averaged over seeds the error shrinks like one over the root of their number', () => {
    const points = draw(10);
    const squared = points.subarray(0, 5).reduce((sum, component, j) => sum + (component - points[5 + j]!) ** 2, 0);
    const kernel = COVARIANCES['squared-exponential'].value(squared, 0.7);
    const errors = Array.from({ length: 400 }, (_, seed) => {
      const rows = rowsOf(features({ seed, count: 50 }), points);
      return dot(rows.subarray(0, 50), rows.subarray(50)) - kernel;
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(errors.length));
    expect(deviation).toBeLessThan(Math.sqrt(2 / 50));
  });

  it('have frequencies of variance 1/ℓ² and phases uniform on the circle', () => {
    const { frequencies, phases } = features({ count: 20_000, dimension: 3, lengthScale: 0.25 });
    const variance = dot(frequencies, frequencies) / frequencies.length;
    // Var of the mean of n squares of N(0, s²) is 2s⁴/n.
    expect(Math.abs(variance / 16 - 1)).toBeLessThan(4 * Math.sqrt(2 / frequencies.length));
    const mean = phases.reduce((sum, phase) => sum + phase, 0) / phases.length;
    expect(Math.abs(mean - Math.PI)).toBeLessThan((4 * 2 * Math.PI) / Math.sqrt(12 * phases.length));
    expect(phases.every((phase) => phase >= 0 && phase < 2 * Math.PI)).toBe(true);
  });

  it('have the gradient that central differences of the surrogate show', () => {
    const set = features({ count: 300 });
    const weights = draw(300, 1).map((weight) => weight - 0.5);
    const h = 1e-5;
    for (const x of [draw(5, 2), Float64Array.of(3, -2, 0, 7, 1)]) {
      for (const [j, component] of set.gradient(weights, x).entries()) {
        const difference = (set.mean(weights, x.with(j, x[j]! + h)) - set.mean(weights, x.with(j, x[j]! - h))) / (2 * h);
        expect(Math.abs(component - difference)).toBeLessThan(1e-6);
      }
    }
  });

  it('give several gradients at one point with the bits of each alone', () => {
    const set = features({ count: 257 });
    const weights = [draw(257, 1), draw(257, 2), draw(257, 3)];
    const x = draw(5, 4);
    expect(set.gradients(weights, x)).toEqual(weights.map((weight) => set.gradient(weight, x)));
    expect(set.gradients([], x)).toEqual([]);
  });

  it('have a gradient that is linear in the weights', () => {
    const set = features();
    const [a, b] = [draw(1000, 1), draw(1000, 2)];
    const x = draw(5, 3);
    const [ga, gb] = set.gradients([a, b], x) as [Float64Array, Float64Array];
    const combined = set.gradient(
      a.map((weight, j) => weight - b[j]!),
      x,
    );
    for (const [j, component] of combined.entries()) expect(component).toBeCloseTo(ga[j]! - gb[j]!, 12);
  });

  it('are functions of the seed: equal ones are equal to the last bit, a larger set begins with the smaller', () => {
    expect(features().frequencies).toEqual(features().frequencies);
    expect(features({ seed: 4 }).frequencies).not.toEqual(features().frequencies);
    const small = features({ count: 10 });
    const large = features({ count: 20 });
    expect(large.frequencies.slice(0, 50)).toEqual(small.frequencies);
    expect(large.phases.slice(0, 10)).toEqual(small.phases);
  });

  it('stay what they are: the first numbers of a seed', () => {
    const { frequencies, phases } = features({ count: 2, dimension: 2, lengthScale: 1 });
    expect([...frequencies]).toEqual([0.12732267244904555, -0.9703737654574465, 0.37548719393125385, -1.6386983190097248]);
    expect([...phases]).toEqual([0.17532088674185745, 2.3171864205907804]);
  });

  it('refuse sizes and ranges that make no sense', () => {
    expect(() => features({ count: 0 })).toThrow(/^count/);
    expect(() => features({ dimension: 1.5 })).toThrow(/^dimension/);
    expect(() => features({ lengthScale: 0 })).toThrow(/^lengthScale/);
    expect(() => features().gradient(new Float64Array(1000), new Float64Array(4))).toThrow(/^x/);
    expect(() => features().gradient(new Float64Array(999), new Float64Array(5))).toThrow(InvalidArgumentError);
  });
});
