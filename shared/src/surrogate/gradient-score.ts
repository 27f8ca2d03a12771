import type { Kernels } from '../numeric/kernels.js';
import type { Covariance } from './covariance.js';

/** The geometry of a conditioned Gaussian process; the score does not need the values. */
export interface ConditionedPoints {
  /** n×d row-major. */
  readonly points: Float64Array;
  /** Squared distances between the points, n×n. */
  readonly distances: Float64Array;
  /** Cholesky factor of A = K + σ²I in the lower triangle, n×n. */
  readonly factor: Float64Array;
  readonly count: number;
  readonly dimension: number;
  readonly covariance: Covariance;
  readonly lengthScale: number;
}

export interface GradientScore {
  /** ∂σ²(x, x) = κ₀I − JᵀA⁻¹J, d×d, by its definition. O(n²d + nd²). */
  covariance(x: Float64Array): Float64Array;
  /** tr ∂σ²(p, p) of m points, m×d row-major. */
  traces(candidates: Float64Array): Float64Array;
}

/**
 * The posterior uncertainty of the gradient. With c_a = g(ρ_a), B = A⁻¹ and D the squared distances between the points,
 *
 *     tr ∂σ²(p, p) = dκ₀ − Σ_ab B_ab c_a c_b (p − x_a)·(p − x_b)
 *                  = dκ₀ − [ Σ_a (Bc)_a c_a ρ_a² − ½ cᵀ(B∘D)c ],
 *
 * since (p − x_a)·(p − x_b) = (ρ_a² + ρ_b² − D_ab)/2: the form of FZooS (arXiv 2308.04077, §4.1) in O(n²) a point, from
 * distances alone. All candidates share two matrix products. B and B∘D are made at the first call, O(n³).
 *
 * The published code scores coordinate 0 only, under another kernel and with a wrong cross term; this is the quantity its paper
 * defines (with the trace in place of the spectral norm).
 */
export function createGradientScore(kernels: Kernels, conditioned: ConditionedPoints): GradientScore {
  const { points, count: n, dimension: d, covariance, lengthScale } = conditioned;
  const prior = covariance.gradientVariance(lengthScale);
  let inverses: { inverse: Float64Array; weighted: Float64Array } | undefined;

  return {
    covariance(x) {
      const jacobian = new Float64Array(n * d);
      for (let a = 0; a < n; a++) {
        const row = points.subarray(a * d, (a + 1) * d);
        const factorAtA = covariance.gradientFactor(squaredDistance(row, x), lengthScale);
        for (let j = 0; j < d; j++) jacobian[a * d + j] = factorAtA * (x[j]! - row[j]!);
      }
      kernels.solveLower(conditioned.factor, n, jacobian, d);
      const matrix = new Float64Array(d * d);
      for (let i = 0; i < d; i++) {
        for (let j = 0; j <= i; j++) {
          let explained = 0;
          for (let a = 0; a < n; a++) explained += jacobian[a * d + i]! * jacobian[a * d + j]!;
          matrix[i * d + j] = matrix[j * d + i] = (i === j ? prior : 0) - explained;
        }
      }
      return matrix;
    },

    traces(candidates) {
      inverses ??= invert(kernels, conditioned);
      const m = candidates.length / d;
      const squares = new Float64Array(m * n);
      kernels.squaredDistances(squares, candidates, points, { m, n, d });
      const factors = squares.map((squared) => covariance.gradientFactor(squared, lengthScale));
      const plain = new Float64Array(m * n);
      const weighted = new Float64Array(m * n);
      kernels.multiply(plain, factors, inverses.inverse, { m, n, k: n });
      kernels.multiply(weighted, factors, inverses.weighted, { m, n, k: n });
      const traces = new Float64Array(m);
      for (let i = 0; i < m; i++) {
        let explained = 0;
        for (let index = i * n; index < (i + 1) * n; index++) {
          explained += factors[index]! * (plain[index]! * squares[index]! - 0.5 * weighted[index]!);
        }
        traces[i] = d * prior - explained;
      }
      return traces;
    },
  };
}

/** B = A⁻¹ and B∘D, both n×n and symmetric. */
function invert(kernels: Kernels, { factor, distances, count: n }: ConditionedPoints): { inverse: Float64Array; weighted: Float64Array } {
  const inverse = new Float64Array(n * n);
  for (let a = 0; a < n; a++) inverse[a * n + a] = 1;
  kernels.solveLower(factor, n, inverse, n);
  kernels.solveLowerTransposed(factor, n, inverse, n);
  return { inverse, weighted: inverse.map((element, index) => element * distances[index]!) };
}

/** ‖a − b‖². */
export function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) {
    const difference = a[j]! - b[j]!;
    sum += difference * difference;
  }
  return sum;
}
