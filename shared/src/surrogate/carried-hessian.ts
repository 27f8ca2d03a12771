import type { Kernels } from '../numeric/kernels.js';
import type { TrendData } from './trend-process.js';

/** A quadratic form with its values at the displacements of a window, which are dear to compute anew: O(nd²). */
export type CarriedHessian = {
  /** H, d×d, symmetric. */
  readonly matrix: Float64Array;
  /** s′Hs of every displacement; n numbers. */
  readonly forms: Float64Array;
};

/** What the mean of a trend process is made of. */
interface Mean {
  /** n weights of the covariances. */
  readonly weights: Float64Array;
  /** 2ℓ². */
  readonly squaredScale: number;
  readonly isotropic: number;
  readonly carried: number;
  readonly hessian: CarriedHessian | undefined;
}

/**
 * ½∇²m at the centre for m(s) = isotropic·‖s‖² + carried·s′Hs + Σ w_a q_a, q_a = 1 / (1 + ‖s − s_a‖²/(2ℓ²)): with b_a = 8 w_a q_a³/(2ℓ²)²,
 *
 *     ½∇²m = (isotropic − Σ w_a q_a²/(2ℓ²)) I + carried·H + ½ Σ b_a s_a s_a′
 *
 * and its forms at the displacements through their inner products, s_a′s_b = ½(‖s_a‖² + ‖s_b‖² − D²_ab). O(nd² + n²).
 */
export function halfHessian(kernels: Kernels, data: TrendData, mean: Mean): CarriedHessian {
  const { displacements, distances, count: n, dimension: d } = data;
  const { weights, squaredScale, hessian } = mean;
  const squares = squaredLengths(displacements, n, d);
  const bends = new Float64Array(n);
  let identity = mean.isotropic;
  for (let a = 0; a < n; a++) {
    const q = 1 / (1 + squares[a]! / squaredScale);
    identity -= (weights[a]! * q * q) / squaredScale;
    bends[a] = (4 * weights[a]! * q * q * q) / (squaredScale * squaredScale);
  }
  const matrix = weightedGram(kernels, data, bends);
  for (let j = 0; j < d; j++) matrix[j * d + j] = matrix[j * d + j]! + identity;
  const forms = new Float64Array(n);
  for (let a = 0; a < n; a++) {
    let form = 0;
    for (let b = 0; b < n; b++) {
      const twice = squares[a]! + squares[b]! - distances[a * n + b]!;
      form += bends[b]! * twice * twice;
    }
    forms[a] = identity * squares[a]! + 0.25 * form;
  }
  if (hessian !== undefined) {
    for (let i = 0; i < d * d; i++) matrix[i] = matrix[i]! + mean.carried * hessian.matrix[i]!;
    for (let a = 0; a < n; a++) forms[a] = forms[a]! + mean.carried * hessian.forms[a]!;
  }
  return { matrix, forms };
}

/** Σ_a bends[a] s_a s_a′, d×d: the rows of either sign as Gram matrices, which are half the work of a product. */
function weightedGram(kernels: Kernels, { displacements, dimension: d }: TrendData, bends: Float64Array): Float64Array {
  const side = (sign: 1 | -1): Float64Array => {
    const rows = Array.from(bends.keys()).filter((a) => sign * bends[a]! > 0);
    const scaled = kernels.allocate(d * rows.length);
    const gram = kernels.allocate(d * d);
    rows.forEach((a, k) => {
      const root = Math.sqrt(sign * bends[a]!);
      for (let j = 0; j < d; j++) scaled[j * rows.length + k] = root * displacements[a * d + j]!;
    });
    if (rows.length > 0) kernels.gram(gram, scaled, d, rows.length);
    kernels.release(scaled);
    return gram;
  };
  const positive = side(1);
  const negative = side(-1);
  const result = positive.slice();
  for (let i = 0; i < d * d; i++) result[i] = result[i]! - negative[i]!;
  kernels.release(negative);
  kernels.release(positive);
  return result;
}

/**
 * The same H for a window that has moved on: the forms of the points that stay, by (s − δ)′H(s − δ) = s′Hs − 2δ′H(s − δ) − δ′Hδ with δ the
 * centre's move, and those of the points behind them. `dropped` are the oldest that left. O(nd + d²) and d² a new point.
 */
export function movedHessian(
  kernels: Kernels,
  { matrix, forms }: CarriedHessian,
  { displacements, count: n, dimension: d }: TrendData,
  { move, dropped }: { readonly move: Float64Array; readonly dropped: number },
): CarriedHessian {
  const kept = Math.max(0, forms.length - dropped);
  const result = new Float64Array(n);
  const pull = new Float64Array(d);
  kernels.multiply(pull, move, matrix, { m: 1, n: d, k: d });
  const own = inner(pull, move, d, 0);
  for (let a = 0; a < kept; a++) result[a] = forms[dropped + a]! - 2 * inner(pull, displacements, d, a) - own;
  if (n > kept) result.set(quadraticForms(kernels, matrix, displacements.subarray(kept * d, n * d), d), kept);
  return { matrix, forms: result };
}

/** s′Hs of every row. O(nd²). */
export function quadraticForms(kernels: Kernels, matrix: Float64Array, rows: Float64Array, d: number): Float64Array {
  const m = rows.length / d;
  const bent = kernels.allocate(m * d);
  kernels.multiply(bent, rows, matrix, { m, n: d, k: d });
  const forms = new Float64Array(m);
  for (let a = 0; a < m; a++) forms[a] = inner(bent.subarray(a * d), rows, d, a);
  kernels.release(bent);
  return forms;
}

export function squaredLengths(rows: Float64Array, n: number, d: number): Float64Array {
  const squares = new Float64Array(n);
  for (let a = 0; a < n; a++) {
    let squared = 0;
    for (let j = 0; j < d; j++) squared += rows[a * d + j]! * rows[a * d + j]!;
    squares[a] = squared;
  }
  return squares;
}

/** The first d numbers of u with the a-th row of V. */
function inner(u: Float64Array, v: Float64Array, d: number, a: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += u[j]! * v[a * d + j]!;
  return sum;
}
