import { InvalidArgumentError } from '../errors.js';

export interface SymmetricEigen {
  /** Ascending; shape [n]. */
  readonly values: Float64Array;
  /** n×n row-major, the k-th column belongs to the k-th value; orthonormal. */
  readonly vectors: Float64Array;
}

/** Quadratic convergence: eight are enough for any matrix met so far. */
const MOST_SWEEPS = 40;

/**
 * Eigenvalues and eigenvectors of a symmetric n×n matrix by cyclic Jacobi rotations (Golub & Van Loan, *Matrix Computations*, §8.5).
 * `start`, an orthonormal n×n matrix whose columns are near the eigenvectors, saves most of the sweeps. Only the mean of both triangles
 * counts.
 *
 * Accuracy: a few units of rounding of the largest eigenvalue. O(n³) a sweep, six to eight sweeps, two or three from a good start.
 * @throws InvalidArgumentError for a wrong size and elements that are not finite.
 */
export function symmetricEigen(matrix: Float64Array, n: number, start?: Float64Array): SymmetricEigen {
  if (matrix.length !== n * n) throw new InvalidArgumentError('matrix', `has ${matrix.length} elements, an ${n}×${n} one has ${n * n}`);
  if (start !== undefined && start.length !== n * n)
    throw new InvalidArgumentError('start', `has ${start.length} elements, an ${n}×${n} one has ${n * n}`);
  const a = new Float64Array(n * n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      a[i * n + j] = 0.5 * (matrix[i * n + j]! + matrix[j * n + i]!);
      total += a[i * n + j]! ** 2;
    }
  }
  if (!Number.isFinite(total)) throw new InvalidArgumentError('matrix', 'has elements that are not finite, or whose squares are not');
  // Rows of `rows` are the eigenvectors: a rotation then touches memory in order.
  const rows = start === undefined ? identity(n) : transposed(start, n);
  const b = start === undefined ? a : congruent(a, rows, n);
  const negligible = Number.EPSILON ** 2 * total;
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(b, n) > negligible; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(b, rows, { n, p, q });
  }
  return sorted(b, rows, n);
}

/** Makes b[p][q] zero by the rotation of the (p, q) plane with the smaller angle. */
function rotate(b: Float64Array, rows: Float64Array, { n, p, q }: { readonly n: number; readonly p: number; readonly q: number }): void {
  const element = b[p * n + q]!;
  if (element === 0) return;
  const half = (b[q * n + q]! - b[p * n + p]!) / (2 * element);
  const t = (half >= 0 ? 1 : -1) / (Math.abs(half) + Math.sqrt(1 + half * half));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const left = b[p * n + k]!;
    const right = b[q * n + k]!;
    b[p * n + k] = c * left - s * right;
    b[q * n + k] = s * left + c * right;
    const up = rows[p * n + k]!;
    const down = rows[q * n + k]!;
    rows[p * n + k] = c * up - s * down;
    rows[q * n + k] = s * up + c * down;
  }
  for (let k = 0; k < n; k++) {
    const left = b[k * n + p]!;
    const right = b[k * n + q]!;
    b[k * n + p] = c * left - s * right;
    b[k * n + q] = s * left + c * right;
  }
  b[p * n + q] = 0;
  b[q * n + p] = 0;
}

function offDiagonal(b: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += 2 * b[i * n + j]! ** 2;
  return sum;
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

function transposed(matrix: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[j * n + i] = matrix[i * n + j]!;
  return result;
}

/** R A Rᵀ. */
function congruent(a: Float64Array, rows: Float64Array, n: number): Float64Array {
  return product(rows, product(rows, a, n), n);
}

/** X Yᵀ for n×n matrices; with Y = R Aᵀ = R A this gives R (R A)ᵀ = R A Rᵀ. */
function product(x: Float64Array, y: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += x[i * n + k]! * y[j * n + k]!;
      result[i * n + j] = sum;
    }
  }
  return result;
}

function sorted(b: Float64Array, rows: Float64Array, n: number): SymmetricEigen {
  const order = Array.from({ length: n }, (_, k) => k).sort((i, j) => b[i * n + i]! - b[j * n + j]! || i - j);
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  order.forEach((from, k) => {
    values[k] = b[from * n + from]!;
    for (let i = 0; i < n; i++) vectors[i * n + k] = rows[from * n + i]!;
  });
  return { values, vectors };
}
