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

describe('orthogonal pairs of features', () => {
  const pairs = (options: Partial<Parameters<typeof createFeatures>[0]> = {}): FourierFeatures =>
    features({ structure: 'orthogonal-pairs', ...options });

  it('have the spectral measure of the kernel: every component of a frequency has moments 0, 1/ℓ² and 3/ℓ⁴, averaged over seeds', () => {
    const lengthScale = 0.25;
    const components = Array.from({ length: 2000 }, (_, seed) =>
      [...pairs({ seed, count: 12, dimension: 6, lengthScale }).frequencies].filter((_, j) => Math.floor(j / 6) % 2 === 0),
    ).flat();
    const moment = (power: number): number =>
      components.reduce((sum, component) => sum + (component * lengthScale) ** power, 0) / components.length;
    // Var of the mean of n powers 1, 2, 4 of N(0, 1): 1/n, 2/n, 96/n, if they were independent; orthogonality only narrows it.
    const n = components.length;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it('are unbiased at ℓ ≠ 1: averaged over seeds the error is none within four standard errors', () => {
    const points = draw(10);
    const squared = points.subarray(0, 5).reduce((sum, component, j) => sum + (component - points[5 + j]!) ** 2, 0);
    const kernel = COVARIANCES['squared-exponential'].value(squared, 0.4);
    const errors = Array.from({ length: 1000 }, (_, seed) => {
      const rows = rowsOf(pairs({ seed, count: 10, lengthScale: 0.4 }), points);
      return dot(rows.subarray(0, 10), rows.subarray(10)) - kernel;
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(errors.length));
  });

  it('are orthogonal within a block of d frequencies, and each pair shares one', () => {
    const { frequencies } = pairs({ count: 10 });
    const row = (j: number): Float64Array => frequencies.subarray(5 * j, 5 * (j + 1));
    for (let a = 0; a < 10; a += 2) {
      expect(row(a + 1)).toEqual(row(a));
      for (let b = 0; b < a; b += 2) expect(Math.abs(dot(row(a), row(b)))).toBeLessThan(1e-9 * Math.sqrt(dot(row(a), row(a))));
    }
  });

  it('depend on the difference of two points alone', () => {
    const set = pairs();
    const [a, b] = [draw(5, 1), draw(5, 2)];
    const product = (x: Float64Array, y: Float64Array): number => dot(rowsOf(set, x), rowsOf(set, y));
    const moved = (x: Float64Array): Float64Array => x.map((coordinate, j) => coordinate + 0.3 * j - 1);
    expect(product(moved(a), moved(b))).toBeCloseTo(product(a, b), 12);
    expect(product(a, a)).toBeCloseTo(1, 12);
  });

  it('show the slope of a linear function in a narrow window better than as many independent ones', () => {
    // ∂φ(x)ᵀ∂φ(x), of which the expectation is I/ℓ²: how far a gradient is from that of the exact kernel, on average over seeds.
    const d = 16;
    const distance = (set: FourierFeatures): number => {
      const { frequencies, phases, count } = set;
      const x = new Float64Array(d).fill(0.5);
      let squared = 0;
      const matrix = new Float64Array(d * d);
      for (let j = 0; j < count; j++) {
        const v = frequencies.subarray(j * d, (j + 1) * d);
        const sine = Math.sin(dot(v, x) + phases[j]!) ** 2;
        for (let p = 0; p < d; p++) for (let q = 0; q < d; q++) matrix[p * d + q] = matrix[p * d + q]! + (2 / count) * sine * v[p]! * v[q]!;
      }
      for (let p = 0; p < d; p++) for (let q = 0; q < d; q++) squared += (matrix[p * d + q]! - (p === q ? 1 : 0)) ** 2;
      return squared;
    };
    const meanOf = (structure: 'independent' | 'orthogonal-pairs'): number =>
      Array.from({ length: 20 }, (_, seed) => distance(features({ seed, count: 4 * d, dimension: d, lengthScale: 1, structure }))).reduce(
        (sum, squared) => sum + squared,
        0,
      ) / 20;
    expect(meanOf('orthogonal-pairs')).toBeLessThan(0.5 * meanOf('independent'));
  });

  it('are functions of the seed, and a larger set begins with the smaller', () => {
    expect(pairs().frequencies).toEqual(pairs().frequencies);
    expect(pairs({ seed: 4 }).frequencies).not.toEqual(pairs().frequencies);
    expect(pairs({ count: 20 }).frequencies.slice(0, 35)).toEqual(pairs({ count: 7 }).frequencies);
  });

  it('stay what they are: the first numbers of a seed', () => {
    const { frequencies, phases } = pairs({ count: 2, dimension: 2, lengthScale: 1 });
    expect([...frequencies]).toEqual([-0.55424760182878, 1.6954908088637912, -0.55424760182878, 1.6954908088637912]);
    expect([...phases]).toEqual([0, -Math.PI / 2]);
  });
});
