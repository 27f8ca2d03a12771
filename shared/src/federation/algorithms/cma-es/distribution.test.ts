import { describe, expect, it } from 'vitest';
import { createStream } from '../../../numeric/random-stream.js';
import { orthonormalDirections } from '../../../numeric/random-vectors.js';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import { adapted, firstDistribution, sampleSteps, type Distribution } from './distribution.js';
import { strategyOf } from './strategy.js';

type Objective = (x: Float64Array) => number;

interface Search {
  readonly d: number;
  readonly start?: Float64Array;
  readonly separable?: boolean;
  readonly generations?: number;
  /** Stops below it. */
  readonly target?: number;
  readonly seed?: number;
}

/** Generations until F falls below the target, or all of them. */
function search(objective: Objective, { d, separable = false, generations = 3000, target = -Infinity, seed = 1, ...rest }: Search) {
  const strategy = strategyOf(d, 4 + Math.floor(3 * Math.log(d)), separable);
  let distribution: Distribution = firstDistribution(rest.start ?? new Float64Array(d).fill(0.5), 0.3, strategy);
  let best = Infinity;
  let generation = 0;
  while (generation < generations && best >= target) {
    const stream = createStream({ seed, client: 0, round: ++generation, purpose: 'test' });
    const steps = sampleSteps(distribution, stream, strategy, scalarKernels);
    const values = Array.from({ length: strategy.population }, (_, k) =>
      objective(distribution.mean.map((element, j) => element + distribution.stepSize * steps[k * d + j]!)),
    );
    const order = values.map((_, k) => k).sort((a, b) => values[a]! - values[b]!);
    best = Math.min(best, ...values);
    distribution = adapted(distribution, { steps, order, flat: false }, strategy, scalarKernels);
  }
  return { distribution, best, evaluations: generation * strategy.population, generation };
}

const sphere: Objective = (x) => x.reduce((sum, element) => sum + element * element, 0);
const ellipsoid =
  (condition: number): Objective =>
  (x) =>
    x.reduce((sum, element, j) => sum + condition ** (j / (x.length - 1)) * element * element, 0);
const rosenbrock: Objective = (x) =>
  Array.from({ length: x.length - 1 }, (_, j) => 100 * (x[j + 1]! - x[j]! ** 2) ** 2 + (1 - x[j]!) ** 2).reduce((a, b) => a + b, 0);

describe('the distribution of CMA-ES', () => {
  it.each([1, 2, 3])(
    'brings the sphere in ten dimensions to 1e-8 in fewer than 2,000 evaluations, linearly in the logarithm (seed %i)',
    (seed) => {
      const coarse = search(sphere, { d: 10, target: 1e-4, seed });
      const fine = search(sphere, { d: 10, target: 1e-8, seed });
      expect(fine.evaluations).toBeLessThan(2000);
      expect(fine.evaluations / coarse.evaluations).toBeLessThan(2.5);
    },
  );

  it('solves Rosenbrock in eight dimensions and an ellipsoid of condition 10⁶', () => {
    expect(search(rosenbrock, { d: 8, start: new Float64Array(8), target: 1e-8 }).evaluations).toBeLessThan(10_000);
    expect(search(ellipsoid(1e6), { d: 10, target: 1e-8 }).evaluations).toBeLessThan(8_000);
  });

  it('adapts its covariance to the inverse Hessian: the axes of an ellipsoid to within a factor', () => {
    const { distribution } = search(ellipsoid(1e4), { d: 6, target: 1e-12 });
    // lengths ∝ 1/√h, ascending, so the ratio of the extremes is √10⁴ = 100.
    const ratio = distribution.lengths.at(-1)! / distribution.lengths[0]!;
    expect(ratio).toBeGreaterThan(40);
    expect(ratio).toBeLessThan(250);
  });

  it('takes the same path for every increasing transformation of F, to the last bit', () => {
    const plain = search(ellipsoid(100), { d: 5, generations: 60 });
    const bent = search((x) => Math.log(1 + ellipsoid(100)(x)) - 7, { d: 5, generations: 60 });
    expect(bent.distribution).toStrictEqual(plain.distribution);
  });

  it('needs about as many evaluations on a rotated ellipsoid as on one along the axes', () => {
    const d = 6;
    const basis = orthonormalDirections(createStream({ seed: 8, client: 0, round: 0, purpose: 'test' }), d, d);
    const turned: Objective = (x) =>
      ellipsoid(1e4)(Float64Array.from({ length: d }, (_, i) => x.reduce((sum, element, j) => sum + basis[i * d + j]! * element, 0)));
    const ratio = search(turned, { d, target: 1e-8 }).evaluations / search(ellipsoid(1e4), { d, target: 1e-8 }).evaluations;
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });

  it('separable, learns the axes of an ellipsoid faster than in full', () => {
    const full = search(ellipsoid(1e4), { d: 20, target: 1e-8 });
    const separable = search(ellipsoid(1e4), { d: 20, separable: true, target: 1e-8 });
    expect(separable.evaluations).toBeLessThan(0.8 * full.evaluations);
  });

  it('grows its step where all values are equal, and stays as it is where there are none', () => {
    const strategy = strategyOf(4, 8, false);
    const first = firstDistribution(new Float64Array(4), 0.1, strategy);
    const steps = sampleSteps(first, createStream({ seed: 1, client: 0, round: 0, purpose: 'test' }), strategy, scalarKernels);
    expect(adapted(first, { steps, order: [0, 1, 2, 3, 4, 5, 6, 7], flat: true }, strategy, scalarKernels).stepSize).toBeGreaterThan(0.12);
    expect(adapted(first, { steps, order: [], flat: false }, strategy, scalarKernels)).toBe(first);
  });

  it('has weights that sum to one and rates that sum to at most one, whatever d and λ', () => {
    for (const d of [1, 2, 10, 300, 5000]) {
      for (const population of [4, 20, 500]) {
        for (const separable of [false, true]) {
          const { weights, rankOneRate, rankManyRate } = strategyOf(d, population, separable);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
          expect(rankOneRate + rankManyRate).toBeLessThanOrEqual(1);
          expect(Math.min(rankOneRate, rankManyRate)).toBeGreaterThan(0);
        }
      }
    }
  });
});
