import { describe, expect, it } from 'vitest';
import { minimiseProjected, type Differentiable } from './spectral-gradient.js';

const free = (): void => {};
const options = { project: free, firstStep: 0.1, iterations: 200, leastStep: 1e-12 };

/** ½ Σ λⱼ (xⱼ − 1)², λ from 1 to 100. */
const bowl: Differentiable = (x, gradient) =>
  x.reduce((sum, element, j) => {
    const curvature = 1 + (99 * j) / (x.length - 1);
    gradient[j] = curvature * (element - 1);
    return sum + (curvature / 2) * (element - 1) ** 2;
  }, 0);

describe('the spectral projected gradient method', () => {
  it('finds the minimum of an ill-conditioned quadratic', () => {
    const { x, value } = minimiseProjected(bowl, new Float64Array(10), options);
    expect(value).toBeLessThan(1e-12);
    for (const element of x) expect(element).toBeCloseTo(1, 5);
  });

  it('finds the projection of the minimum on the feasible set where the quadratic is round', () => {
    const round: Differentiable = (x, gradient) =>
      x.reduce((sum, element, j) => {
        gradient[j] = element - 1;
        return sum + (element - 1) ** 2 / 2;
      }, 0);
    const project = (x: Float64Array): void => {
      const length = Math.hypot(...x);
      if (length > 1) for (let j = 0; j < x.length; j++) x[j] = x[j]! / length;
    };
    const { x } = minimiseProjected(round, new Float64Array(4), { ...options, project });
    for (const element of x) expect(element).toBeCloseTo(0.5, 8);
  });

  it('solves Rosenbrock in two dimensions', () => {
    const rosenbrock: Differentiable = ([x = 0, y = 0], gradient) => {
      gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
      gradient[1] = 200 * (y - x * x);
      return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    };
    const { x } = minimiseProjected(rosenbrock, Float64Array.of(-1.2, 1), { ...options, iterations: 500 });
    expect(x[0]).toBeCloseTo(1, 4);
    expect(x[1]).toBeCloseTo(1, 4);
  });

  it('stays where the gradient vanishes, and never gives back a worse point than the start', () => {
    expect([...minimiseProjected(bowl, new Float64Array(3).fill(1), options).x]).toEqual([1, 1, 1]);
    const start = new Float64Array(10).fill(3);
    const first = bowl(start, new Float64Array(10));
    expect(minimiseProjected(bowl, start, { ...options, iterations: 1 }).value).toBeLessThanOrEqual(first);
  });
});
