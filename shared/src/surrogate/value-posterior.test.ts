import { describe, expect, it } from 'vitest';
import { createStream } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { fitGaussianProcess } from './gaussian-process.js';

const random = createStream({ seed: 6, client: 0, round: 0, purpose: 'test' });
const points = (n: number): Float64Array => Float64Array.from({ length: n * 2 }, () => random.uniform());
const x = points(6);
const y = Float64Array.from({ length: 6 }, (_, i) => Math.sin(5 * x[2 * i]!) + x[2 * i + 1]!);
const fit = (noiseVariance: number) =>
  fitGaussianProcess(
    scalarKernels,
    { x, y, dimension: 2 },
    { covariance: 'matern52', lengthScale: 0.5, noiseVariance, normalisation: 'centred' },
  );

describe('the posterior covariance of values', () => {
  it('vanishes at the data where they are exact, and is the prior far away', () => {
    const process = fit(1e-10);
    for (const variance of process.variances(x)) expect(variance).toBeLessThan(1e-8);
    expect(process.variances(Float64Array.of(50, 50))[0]).toBeCloseTo(1, 12);
  });

  it('has the variances on its diagonal and is symmetric', () => {
    const process = fit(1e-2);
    const p = points(4);
    const covariances = process.covariances(p, p);
    process.variances(p).forEach((variance, i) => expect(covariances[i * 4 + i]).toBeCloseTo(variance, 12));
    for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) expect(covariances[i * 4 + j]).toBeCloseTo(covariances[j * 4 + i]!, 12);
  });

  it('falls by the formula of one more observation: σ²(p) − σ(p, q)²/(σ²(q) + noise)', () => {
    const noiseVariance = 0.05;
    const [p, q] = [points(1), points(1)];
    const before = fit(noiseVariance);
    const after = fitGaussianProcess(
      scalarKernels,
      { x: Float64Array.of(...x, ...q), y: Float64Array.of(...y, 0.3), dimension: 2 },
      { covariance: 'matern52', lengthScale: 0.5, noiseVariance, normalisation: 'centred' },
    );
    const expected = before.variances(p)[0]! - before.covariances(p, q)[0]! ** 2 / (before.variances(q)[0]! + noiseVariance);
    expect(after.variances(p)[0]).toBeCloseTo(expected, 10);
  });

  it('refuses points of another dimension', () => {
    expect(() => fit(1e-6).variances(new Float64Array(3))).toThrow(/not a multiple of the dimension 2/);
  });
});
