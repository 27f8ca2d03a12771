import { factorise } from '../numeric/factorisation.js';
import type { Kernels } from '../numeric/kernels.js';

/** Added to the mean of the diagonal: displacements that depend on each other then share what they say, and noise is not blown up. */
const RIDGE = 1e-8;

/** n linear equations in p unknowns. */
export interface Equations {
  /** n×p row-major. */
  readonly rows: Float64Array;
  /** Shape [n]. */
  readonly right: Float64Array;
  readonly unknowns: number;
}

/**
 * The solution of least norm of Ag = b, or where there are more equations than unknowns, of least squares: g = Aᵀ(AAᵀ + ρI)⁻¹b, or
 * (AᵀA + ρI)⁻¹Aᵀb, with ρ = 1e-8 of the mean diagonal. Zeros give 0.
 *
 * n²p + n³/3 flops for n ≤ p, np² + p³/3 beyond.
 */
export function solveMinimumNorm(kernels: Kernels, { rows, right, unknowns: p }: Equations): Float64Array {
  const n = right.length;
  const solution = new Float64Array(p);
  const rowAt = (i: number): Float64Array => rows.subarray(i * p, (i + 1) * p);
  const dual = n <= p;
  const size = dual ? n : p;
  const gram = new Float64Array(size * size);
  kernels.gram(gram, dual ? rows : transposed(rows, n, p), size, dual ? p : n);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += gram[i * size + i]!;
  if (!(trace > 0)) return solution;
  for (let i = 0; i < size; i++) gram[i * size + i] = gram[i * size + i]! + (RIDGE * trace) / size;
  factorise(kernels, gram, size);

  const b = dual ? right.slice() : solution;
  if (!dual) for (let i = 0; i < n; i++) addMultiple(b, rowAt(i), right[i]!);
  kernels.solveLower(gram, size, b, 1);
  kernels.solveLowerTransposed(gram, size, b, 1);
  if (dual) for (let i = 0; i < n; i++) addMultiple(solution, rowAt(i), b[i]!);
  return solution;
}

function transposed(rows: Float64Array, n: number, p: number): Float64Array {
  const columns = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) columns[j * n + i] = rows[i * p + j]!;
  }
  return columns;
}

function addMultiple(sum: Float64Array, vector: Float64Array, factor: number): void {
  for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + factor * vector[j]!;
}
