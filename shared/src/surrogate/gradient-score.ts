import type { Kernels } from '../numeric/kernels.js';
import type { Covariance } from '../numeric/covariance.js';

/** The geometry of a conditioned Gaussian process; the score does not need the values. */
export interface ConditionedPoints {
  /** n×d row-major. */
  readonly points: Float64Array;
  /** Squared distances between the points, n×n below the diagonal, row after row. */
  readonly below: Float64Array;
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
 * distances alone. All candidates share two matrix products, and B and B∘D, O(n³).
 *
 * The published code scores coordinate 0 only, under another kernel and with a wrong cross term; this is the quantity its paper
 * defines (with the trace in place of the spectral norm).
 */
export function createGradientScore(kernels: Kernels, conditioned: ConditionedPoints): GradientScore {
  const { points, count: n, dimension: d, covariance, lengthScale } = conditioned;
  const prior = covariance.gradientVariance(lengthScale);

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
      const m = candidates.length / d;
      const buffers = [m * n, m * n, m * n, n * n].map((length) => kernels.allocate(length));
      const [squares, factors, product, matrix] = buffers as [Float64Array, Float64Array, Float64Array, Float64Array];
      try {
        kernels.squaredDistances(squares, candidates, points, { m, n, d });
        kernels.covariances(factors, squares, { kind: covariance.kind, of: 'gradientFactor', lengthScale });
        invertInto(matrix, kernels, conditioned);
        kernels.multiply(product, factors, matrix, { m, n, k: n });
        for (let index = 0; index < m * n; index++) squares[index] = product[index]! * squares[index]!;
        weightInto(matrix, conditioned);
        kernels.multiply(product, factors, matrix, { m, n, k: n });
        const traces = new Float64Array(m);
        for (let i = 0; i < m; i++) {
          let explained = 0;
          for (let index = i * n; index < (i + 1) * n; index++) explained += factors[index]! * (squares[index]! - 0.5 * product[index]!);
          traces[i] = d * prior - explained;
        }
        return traces;
      } finally {
        for (const buffer of buffers) kernels.release(buffer);
      }
    },
  };
}

/** B = A⁻¹, into zeros. */
function invertInto(inverse: Float64Array, kernels: Kernels, { factor, count: n }: ConditionedPoints): void {
  for (let a = 0; a < n; a++) inverse[a * n + a] = 1;
  kernels.solveLower(factor, n, inverse, n);
  kernels.solveLowerTransposed(factor, n, inverse, n);
}

/** B becomes B∘D. */
function weightInto(inverse: Float64Array, { below, count: n }: ConditionedPoints): void {
  for (let a = 0, at = 0; a < n; a++) {
    for (let b = 0; b < a; b++) {
      const squared = below[at++]!;
      inverse[a * n + b] = inverse[a * n + b]! * squared;
      inverse[b * n + a] = inverse[b * n + a]! * squared;
    }
    inverse[a * n + a] = 0;
  }
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
