import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../errors.js';
import { createStream, fillNormal } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { COVARIANCES, type CovarianceKind } from '../numeric/covariance.js';
import { fitGaussianProcess, type GaussianProcess, type GaussianProcessOptions } from './gaussian-process.js';
import type { Observations } from './observation-window.js';

const KINDS = Object.keys(COVARIANCES) as CovarianceKind[];

function stream(round: number) {
  return createStream({ seed: 11, client: 0, round, purpose: 'test' });
}

/** n points uniform in 0.5 ± radius with the values of f. */
function sample(
  f: (x: Float64Array) => number,
  { n, d, radius, round = 0 }: { n: number; d: number; radius: number; round?: number },
): Observations {
  const random = stream(round);
  const x = Float64Array.from({ length: n * d }, () => 0.5 + radius * (2 * random.uniform() - 1));
  return { x, y: Float64Array.from({ length: n }, (_, i) => f(x.subarray(i * d, (i + 1) * d))), dimension: d };
}

const wavy = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + Math.sin(3 * xj + j) + 0.5 * xj * xj, 40);

function fit(observations: Observations, options: Partial<GaussianProcessOptions> = {}): GaussianProcess {
  const defaults = { covariance: 'matern52', lengthScale: 0.8, noiseVariance: 1e-6, normalisation: 'range' } as const;
  return fitGaussianProcess(scalarKernels, observations, { ...defaults, ...options });
}

function centralDifferences(f: (x: Float64Array) => number, x: Float64Array, h: number): Float64Array {
  return x.map((xj, j) => (f(x.with(j, xj + h)) - f(x.with(j, xj - h))) / (2 * h));
}

function cosine(a: Float64Array, b: Float64Array): number {
  const dot = (u: Float64Array, v: Float64Array): number => u.reduce((sum, uj, j) => sum + uj * v[j]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe.each(KINDS)('a Gaussian process with covariance %s', (covariance) => {
  it('has the gradient that central differences of its mean show', () => {
    const observations = sample(wavy, { n: 40, d: 6, radius: 0.3 });
    for (const normalisation of ['range', 'centred'] as const) {
      const process = fit(observations, { covariance, normalisation });
      for (const x of [observations.x.slice(0, 6), Float64Array.of(0.4, 0.6, 0.5, 0.2, 0.9, 0.5)]) {
        const gradient = process.gradient(x);
        const differences = centralDifferences((p) => process.mean(p), x, 1e-4);
        for (const [j, component] of gradient.entries()) expect(component).toBeCloseTo(differences[j]!, 5);
      }
    }
  });

  it('interpolates as the noise goes to nothing', () => {
    const observations = sample(wavy, { n: 12, d: 3, radius: 0.5 });
    const process = fit(observations, { covariance, noiseVariance: 1e-10 });
    for (let i = 0; i < 12; i += 1) {
      expect(process.mean(observations.x.subarray(i * 3, (i + 1) * 3))).toBeCloseTo(observations.y[i]!, 5);
    }
  });

  it('finds the gradient of a smooth function it has seen enough of', () => {
    const process = fit(sample(wavy, { n: 60, d: 3, radius: 0.2 }), { covariance });
    const x = new Float64Array(3).fill(0.5);
    const truth = centralDifferences(wavy, x, 1e-5);
    for (const [j, component] of process.gradient(x).entries()) expect(component).toBeCloseTo(truth[j]!, 1);
  });

  it('knows nothing of the gradient far from its points', () => {
    const process = fit(sample(wavy, { n: 20, d: 3, radius: 0.1 }), { covariance, lengthScale: 0.5 });
    const far = Float64Array.of(40, 40, 40);
    const prior = COVARIANCES[covariance].gradientVariance(0.5);
    const matrix = process.gradientCovariance(far);
    for (let i = 0; i < 3; i += 1) for (let j = 0; j < 3; j += 1) expect(matrix[i * 3 + j]).toBeCloseTo(i === j ? prior : 0, 10);
    expect([...process.gradient(far)].every((component) => Math.abs(component) < 1e-10)).toBe(true);
  });

  it('has the mixed second difference of its posterior covariance as the covariance of its gradient', () => {
    // The posterior covariance k(x, x') − k(x)ᵀA⁻¹k(x') in one dimension, two points: A⁻¹ by hand.
    const lengthScale = 0.6;
    const noiseVariance = 0.01;
    const { value } = COVARIANCES[covariance];
    const k = (a: number, b: number): number => value((a - b) ** 2, lengthScale);
    const [p, q] = [0.2, 0.7];
    const diagonal = 1 + noiseVariance;
    const determinant = diagonal ** 2 - k(p, q) ** 2;
    const posterior = (x: number, z: number): number => {
      const [xp, xq, zp, zq] = [k(x, p), k(x, q), k(z, p), k(z, q)];
      return k(x, z) - (diagonal * (xp * zp + xq * zq) - k(p, q) * (xp * zq + xq * zp)) / determinant;
    };
    const process = fit({ x: Float64Array.of(p, q), y: Float64Array.of(1, 2), dimension: 1 }, { covariance, lengthScale, noiseVariance });
    const h = 1e-3;
    for (const x of [0.35, 0.9]) {
      const mixed = (posterior(x + h, x + h) - posterior(x + h, x - h) - posterior(x - h, x + h) + posterior(x - h, x - h)) / (4 * h * h);
      // Matérn-5/2 is twice but not four times differentiable: the difference quotient has an error of order h.
      expect(process.gradientCovariance(Float64Array.of(x))[0]).toBeCloseTo(mixed, 1);
      expect(Math.abs(process.gradientCovariance(Float64Array.of(x))[0]! / mixed - 1)).toBeLessThan(0.01);
    }
  });

  it('has the trace of its gradient covariance without forming it', () => {
    const d = 20;
    const observations = sample(wavy, { n: 30, d, radius: 0.1 });
    for (const lengthScale of [0.3, 2, 20]) {
      const process = fit(observations, { covariance, lengthScale });
      const candidates = sample(wavy, { n: 7, d, radius: 0.12, round: 1 }).x;
      const traces = process.gradientCovarianceTrace(candidates);
      expect(traces).toHaveLength(7);
      for (const [i, trace] of traces.entries()) {
        const matrix = process.gradientCovariance(candidates.subarray(i * d, (i + 1) * d));
        let dense = 0;
        for (let j = 0; j < d; j += 1) dense += matrix[j * d + j]!;
        expect(Math.abs(trace / dense - 1)).toBeLessThan(1e-8);
      }
    }
  });
});

describe('a Gaussian process', () => {
  it('projects, at a length-scale far above its window, the gradient on the displacements: cosine √(n/d) with that of a random linear function', () => {
    const [n, d] = [200, 300];
    const cosines = Array.from({ length: 4 }, (_, round) => {
      const slope = new Float64Array(d);
      fillNormal(stream(100 + round), slope);
      const linear = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + xj * slope[j]!, 0);
      const process = fit(sample(linear, { n, d, radius: 0.05, round }), {
        normalisation: 'centred',
        lengthScale: 10,
        covariance: 'squared-exponential',
      });
      return cosine(process.gradient(new Float64Array(d).fill(0.5)), slope);
    });
    const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
    expect(Math.abs(mean - Math.sqrt(n / d))).toBeLessThan(0.03);
  });

  it('gives gradients in units of y: scaled values scale them, a constant added changes nothing', () => {
    const observations = sample(wavy, { n: 25, d: 4, radius: 0.3 });
    const x = new Float64Array(4).fill(0.45);
    for (const normalisation of ['range', 'centred'] as const) {
      const gradient = fit(observations, { normalisation }).gradient(x);
      const moved = fit({ ...observations, y: observations.y.map((y) => 250 * y - 3e4) }, { normalisation }).gradient(x);
      for (const [j, component] of moved.entries()) expect(component / 250).toBeCloseTo(gradient[j]!, 7);
    }
  });

  it('falls back to the least value with normalisation range, and to the centre with centred', () => {
    const observations = sample(wavy, { n: 10, d: 2, radius: 0.2 });
    const far = Float64Array.of(99, 99);
    expect(fit(observations, { normalisation: 'range' }).mean(far)).toBeCloseTo(Math.min(...observations.y), 10);
    expect(fit(observations, { normalisation: 'centred', centre: 41.5 }).mean(far)).toBeCloseTo(41.5, 10);
    const average = observations.y.reduce((sum, y) => sum + y, 0) / 10;
    expect(fit(observations, { normalisation: 'centred' }).mean(far)).toBeCloseTo(average, 10);
  });

  it('treats a point seen twice as seen once, with the mean of its values', () => {
    const once = sample(wavy, { n: 8, d: 2, radius: 0.3 });
    const twice = {
      x: Float64Array.of(...once.x, ...once.x.slice(0, 2)),
      y: Float64Array.of(once.y[0]! - 0.25, ...once.y.slice(1), once.y[0]! + 0.25),
      dimension: 2,
    };
    const x = Float64Array.of(0.5, 0.5);
    expect([...fit(twice, { noiseVariance: 0 }).gradient(x)]).toEqual([...fit(once, { noiseVariance: 0 }).gradient(x)]);
  });

  it('has no gradient where all values are equal or only one point is known', () => {
    const flat = sample(() => 3, { n: 5, d: 2, radius: 0.3 });
    expect([...fit(flat).gradient(Float64Array.of(0.1, 0.2))].every((component) => component === 0)).toBe(true);
    expect(fit(flat, { lengthScale: { floor: 0.1 } }).mean(Float64Array.of(0.1, 0.2))).toBe(3);
    const one = { x: Float64Array.of(0.5, 0.5), y: Float64Array.of(7), dimension: 2 };
    expect([...fit(one, { lengthScale: { floor: 0.1 } }).gradient(Float64Array.of(0.1, 0.2))].every((c) => c === 0)).toBe(true);
  });

  it('scores no candidates with no scores', () => {
    expect(fit(sample(wavy, { n: 5, d: 2, radius: 0.3 })).gradientCovarianceTrace(new Float64Array(0))).toHaveLength(0);
  });

  it('refuses sizes and ranges that make no sense, naming the field', () => {
    const observations = sample(wavy, { n: 5, d: 2, radius: 0.3 });
    expect(() => fit({ ...observations, dimension: 3 })).toThrow(/^x: holds 10 numbers/);
    expect(() => fit({ x: new Float64Array(0), y: new Float64Array(0), dimension: 2 })).toThrow(/^y: the window is empty/);
    expect(() => fit({ ...observations, y: observations.y.with(3, NaN) })).toThrow(/^y: value 3 is NaN/);
    expect(() => fit(observations, { noiseVariance: -1 })).toThrow(/^noiseVariance/);
    expect(() => fit(observations, { lengthScale: 0 })).toThrow(/^lengthScale/);
    expect(() => fit(observations).gradient(new Float64Array(3))).toThrow(InvalidArgumentError);
    expect(() => fit(observations).gradientCovarianceTrace(new Float64Array(3))).toThrow(/^points/);
  });
});
