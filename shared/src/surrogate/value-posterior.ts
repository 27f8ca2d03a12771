import { InvalidArgumentError } from '../errors.js';
import type { Kernels } from '../numeric/kernels.js';
import type { ConditionedPoints } from './gradient-score.js';

/** The posterior covariance of the *normalised* function's values; m points are m×d row-major. */
export interface ValuePosterior {
  /** σ²(p) of m points, at least 0, shape [m]. O(mn(n + d)). */
  variances(points: Float64Array): Float64Array;
  /** σ(p, q) of m rows and l columns, m×l. O((m + l)n(n + d) + mln). */
  covariances(rows: Float64Array, columns: Float64Array): Float64Array;
}

/** σ(p, q) = k(p, q) − vᵀw with v = L⁻¹k(X, p), w = L⁻¹k(X, q) (Rasmussen & Williams 2006, eq. 2.26). */
export function createValuePosterior(kernels: Kernels, conditioned: ConditionedPoints): ValuePosterior {
  const { points, factor, count: n, dimension: d, covariance, lengthScale } = conditioned;

  const countOf = (candidates: Float64Array): number => {
    if (candidates.length % d === 0) return candidates.length / d;
    throw new InvalidArgumentError('points', `holds ${candidates.length} numbers, not a multiple of the dimension ${d}`);
  };
  const prior = (a: Float64Array, b: Float64Array, [m, l]: readonly [number, number]): Float64Array => {
    const values = new Float64Array(m * l);
    kernels.squaredDistances(values, a, b, { m, n: l, d });
    kernels.covariances(values, values, { kind: covariance.kind, of: 'value', lengthScale });
    return values;
  };
  /** L⁻¹k(X, p), n×m. */
  const explained = (candidates: Float64Array, m: number): Float64Array => {
    const columns = prior(points, candidates, [n, m]);
    kernels.solveLower(factor, n, columns, m);
    return columns;
  };

  return {
    variances(candidates) {
      const m = countOf(candidates);
      const columns = explained(candidates, m);
      const result = new Float64Array(m).fill(1);
      for (let a = 0; a < n; a++) for (let i = 0; i < m; i++) result[i] = result[i]! - columns[a * m + i]! ** 2;
      return result.map((variance) => Math.max(0, variance));
    },
    covariances(rows, columns) {
      const m = countOf(rows);
      const l = countOf(columns);
      const left = explained(rows, m);
      const right = explained(columns, l);
      const result = prior(rows, columns, [m, l]);
      for (let a = 0; a < n; a++) {
        for (let i = 0; i < m; i++) {
          const share = left[a * m + i]!;
          for (let j = 0; j < l; j++) result[i * l + j] = result[i * l + j]! - share * right[a * l + j]!;
        }
      }
      return result;
    },
  };
}
