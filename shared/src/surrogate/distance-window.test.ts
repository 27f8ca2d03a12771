import { describe, expect, it } from 'vitest';

import { createStream } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { belowDiagonal, pairwiseDistances } from './covariance-matrix.js';
import { createDistanceWindow } from './distance-window.js';
import { fitGaussianProcess } from './gaussian-process.js';

const D = 5;

/** The points of the given numbers from an endless list of distinct ones. */
function pointsOf(numbers: readonly number[]): Float64Array {
  return Float64Array.from(
    numbers.flatMap((number) => {
      const stream = createStream({ seed: 6, client: 0, round: number, purpose: 'test' });
      return Array.from({ length: D }, () => stream.uniform());
    }),
  );
}

/** Windows as a trajectory makes them, larger than what is filled in at once and smaller. */
function windows(): number[][] {
  const stream = createStream({ seed: 7, client: 0, round: 0, purpose: 'test' });
  return Array.from({ length: 12 }, (_, round) => {
    const numbers = new Set<number>();
    const size = 1 + stream.integer(150);
    while (numbers.size < size) numbers.add(stream.integer(170 + 10 * round));
    return [...numbers];
  });
}

describe('a distance window', () => {
  it('gives distances that were kept the bits of distances made anew', () => {
    const window = createDistanceWindow({ capacity: 150, dimension: D }, scalarKernels);
    for (const numbers of windows()) {
      const x = pointsOf(numbers);
      const count = numbers.length;
      const all = pairwiseDistances(scalarKernels, { x, targets: new Float64Array(count), count, dimension: D, offset: 0, scale: 1 });
      expect(window.below(x)).toEqual(belowDiagonal(all, count));
    }
  });

  it('changes no bit of a fit, of its gradient and of its scores', () => {
    const distances = createDistanceWindow({ capacity: 150, dimension: D }, scalarKernels);
    const options = { covariance: 'matern52', lengthScale: { floor: 1e-2 }, noiseVariance: 1e-6, normalisation: 'range' } as const;
    for (const numbers of windows().slice(0, 4)) {
      const observations = { x: pointsOf(numbers), y: Float64Array.from(numbers, (number) => Math.sin(number)), dimension: D };
      const kept = fitGaussianProcess(scalarKernels, observations, { ...options, distances });
      const anew = fitGaussianProcess(scalarKernels, observations, options);
      const at = pointsOf([1000, 1001]);
      expect(kept.logLikelihood).toBe(anew.logLikelihood);
      expect(kept.gradient(at.subarray(0, D))).toEqual(anew.gradient(at.subarray(0, D)));
      expect(kept.gradientCovarianceTrace(at)).toEqual(anew.gradientCovarianceTrace(at));
    }
  });

  it('refuses more points than it has room for', () => {
    expect(() => createDistanceWindow({ capacity: 0, dimension: D }, scalarKernels)).toThrow(/^capacity/);
    const window = createDistanceWindow({ capacity: 2, dimension: D }, scalarKernels);
    expect(() => window.below(pointsOf([1, 2, 3]))).toThrow(/^points: 3 points/);
  });
});
