import { InvalidArgumentError } from '../errors.js';
import { createStream } from '../numeric/random-stream.js';
import { PUBLIC } from '../numeric/random.js';
import { orthonormalDirections } from '../numeric/random-vectors.js';
import { createBox, type Box } from './box.js';
import { cosPi } from './half-turns.js';
import { rotate } from './rotation.js';

/** A textbook function of natural units with its usual box and its known minimum, 0 in every case. */
export interface TestFunction {
  readonly box: Box;
  /** The minimiser, in natural units. */
  readonly minimiser: Float64Array;
  value(z: Float64Array): number;
  /**
   * Σⱼ sⱼ·tiltⱼ·(zⱼ − z*ⱼ): the linear term that makes clients differ. The scales s are the function's own: 1 for the sphere, 10 and
   * 100 (their amplitudes) for Rastrigin and Rosenbrock, the eigenvalues, in the axes of the ellipsoid, for that.
   */
  tilt(z: Float64Array, tilt: Float64Array): number;
}

export const TEST_FUNCTION_NAMES = ['rosenbrock', 'rastrigin', 'ellipsoid', 'sphere'] as const;
export type TestFunctionName = (typeof TEST_FUNCTION_NAMES)[number];

export interface TestFunctionOptions {
  readonly dimension: number;
  readonly seed: number;
  /** Ratio of the largest to the smallest eigenvalue of the ellipsoid, ≥ 1; default 1e6. */
  readonly condition?: number;
}

/** The named function; cost O(d) an evaluation, O(d²) for the ellipsoid. Throws `InvalidArgumentError` on options out of range. */
export function createTestFunction(name: TestFunctionName, options: TestFunctionOptions): TestFunction {
  switch (name) {
    case 'sphere':
      return sphere(options.dimension);
    case 'rastrigin':
      return rastrigin(options.dimension);
    case 'rosenbrock':
      return rosenbrock(options.dimension);
    case 'ellipsoid':
      return ellipsoid(options);
  }
}

/** Σ z², box [−5.12, 5.12]^d, minimiser 0. */
function sphere(d: number): TestFunction {
  return withUniformTilt({ box: createBox(-5.12, 5.12, d), minimiser: new Float64Array(d), value: sumOfSquares }, 1);
}

/** 10d + Σ (z² − 10·cos 2πz), box [−5.12, 5.12]^d, minimiser 0. */
function rastrigin(d: number): TestFunction {
  const value = (z: Float64Array): number => z.reduce((sum, v) => sum + v * v + 10 * (1 - cosPi(2 * v)), 0);
  return withUniformTilt({ box: createBox(-5.12, 5.12, d), minimiser: new Float64Array(d), value }, 10);
}

/** Σ 100(zⱼ₊₁ − zⱼ²)² + (1 − zⱼ)², box [−5, 10]^d, minimiser (1, …, 1), d ≥ 2. */
function rosenbrock(d: number): TestFunction {
  if (d < 2) throw new InvalidArgumentError('dimension', `is ${d}, must be at least 2 for rosenbrock`);
  const value = (z: Float64Array): number => {
    let sum = 0;
    for (let j = 0; j + 1 < d; j++) sum += 100 * (z[j + 1]! - z[j]! * z[j]!) ** 2 + (1 - z[j]!) ** 2;
    return sum;
  };
  return withUniformTilt({ box: createBox(-5, 10, d), minimiser: new Float64Array(d).fill(1), value }, 100);
}

/** Σ λₖyₖ² with y = R·z, λₖ = condition^(k/(d−1)) from 1 to `condition`, R uniform on rotations from the stream (seed, rotation); box [−5, 5]^d. */
function ellipsoid({ dimension: d, seed, condition = 1e6 }: TestFunctionOptions): TestFunction {
  if (!(Number.isFinite(condition) && condition >= 1))
    throw new InvalidArgumentError('condition', `is ${condition}, must be a finite number, at least 1`);
  const rotation = orthonormalDirections(createStream({ seed, client: PUBLIC, round: 0, purpose: 'rotation' }), d, d);
  const eigenvalues = new Float64Array(d).map((_, k) => (d === 1 ? 1 : condition ** (k / (d - 1))));
  const weighted = (z: Float64Array, term: (y: number, k: number) => number): number => {
    return rotate(rotation, z).reduce((sum, v, k) => sum + eigenvalues[k]! * term(v, k), 0);
  };
  return {
    box: createBox(-5, 5, d),
    minimiser: new Float64Array(d),
    value: (z) => weighted(z, (y) => y * y),
    tilt: (z, tilt) => weighted(z, (y, k) => tilt[k]! * y),
  };
}

function withUniformTilt(f: Omit<TestFunction, 'tilt'>, scale: number): TestFunction {
  return {
    ...f,
    tilt(z, tilt) {
      let sum = 0;
      for (let j = 0; j < z.length; j++) sum += tilt[j]! * (z[j]! - f.minimiser[j]!);
      return scale * sum;
    },
  };
}

function sumOfSquares(z: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < z.length; j++) sum += z[j]! * z[j]!;
  return sum;
}
