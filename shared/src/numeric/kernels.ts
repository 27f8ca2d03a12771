import type { CovarianceKind } from './covariance.js';

/**
 * The dense linear algebra and the elementary functions everything else is built on, in one interface with two
 * implementations: WebAssembly SIMD (`createWasmKernels`) and a scalar twin (`scalarKernels`) that returns the same bits,
 * because both sum in the same order. An element of a result never depends on how the work was blocked, so a row computed
 * alone equals the same row computed with others.
 *
 * A sum runs over its index in ascending order (descending where a solve runs backwards), from zero or from the element it is
 * subtracted from, in one accumulator, without fused multiply-add. That is the whole definition of the bits.
 *
 * Matrices are row-major `Float64Array`s. Outputs come first and may not overlap inputs unless said so. Sizes are checked; a
 * wrong one throws `InvalidArgumentError`. An array may be longer than its shape: what lies beyond is left alone.
 */
export interface Kernels {
  readonly name: 'wasm-simd' | 'scalar';

  /**
   * A zeroed array which the kernels can read and write without copying. It stays valid until `release`d; use it for what is
   * large and lives long (feature matrices, windows), and for a factor that grows and shrinks. Its subarrays are as good. Any other
   * `Float64Array` works everywhere too, at the price of a copy; so does this one, as an ordinary array, once the memory is full.
   * Do not send it to another thread: a structured clone takes the whole memory along. `slice()` it first.
   */
  allocate(length: number): Float64Array;
  release(buffer: Float64Array): void;

  /** C = A·B, A m×k, B k×n, C m×n. O(mnk). */
  multiply(c: Float64Array, a: Float64Array, b: Float64Array, shape: ProductShape): void;
  /** C ← C + A·B, the sums going on from the elements of C: a product whose inner dimension comes in pieces. O(mnk). */
  multiplyAdd(c: Float64Array, a: Float64Array, b: Float64Array, shape: ProductShape): void;
  /** C = A·Bᵀ, A m×k, B n×k, C m×n. O(mnk). */
  multiplyTransposed(c: Float64Array, a: Float64Array, b: Float64Array, shape: ProductShape): void;
  /** G = A·Aᵀ, A n×k, G n×n, both triangles filled, exactly symmetric. O(n²k). */
  gram(g: Float64Array, a: Float64Array, n: number, k: number): void;
  /** D[i,j] = ‖aᵢ − bⱼ‖², by direct differences (no cancellation), A m×d, B n×d, D m×n. O(mnd). */
  squaredDistances(distances: Float64Array, a: Float64Array, b: Float64Array, shape: DistanceShape): void;

  /**
   * Cholesky factor in place: the lower triangle of A (n×n, row stride `stride` ≥ n) becomes L with A = L·Lᵀ; the upper
   * triangle is left alone. Returns −1, or the index of the first pivot that is not positive (rows from there on are then neither
   * A nor L). O(n³/3).
   */
  cholesky(a: Float64Array, n: number, stride?: number): number;
  /**
   * Appends one row to a factor of size n stored with row stride `stride` > n: `row` = [k(1..n), k_nn]. Returns false, leaving
   * L as it was, if the new pivot is not positive. O(n²).
   */
  choleskyAppend(l: Float64Array, n: number, stride: number, row: Float64Array): boolean;
  /** Deletes row and column `index` from a factor of size n (Givens rotations); the factor of size n−1 is left in place. O(n²). */
  choleskyDelete(l: Float64Array, n: number, stride: number, index: number): void;
  /** B ← L⁻¹·B in place, L lower n×n (row stride `stride` ≥ n), B n×columns. O(n²·columns). */
  solveLower(l: Float64Array, n: number, b: Float64Array, columns: number, stride?: number): void;
  /** B ← L⁻ᵀ·B in place. O(n²·columns). */
  solveLowerTransposed(l: Float64Array, n: number, b: Float64Array, columns: number, stride?: number): void;

  /** Unnormalised Walsh–Hadamard transform in place; the length is a power of two. O(n log n). */
  hadamard(x: Float64Array): void;
  /**
   * Sine and cosine of every element by one pinned algorithm, absolute error ≤ 1.5e-16. |x| ≤ 2²⁰; beyond it throws and writes
   * nothing. One of the outputs may be the input. O(n).
   */
  sinCos(sines: Float64Array, cosines: Float64Array, x: Float64Array): void;
  /**
   * Rows of random features: x[i,j] ← amplitude·cos(x[i,j] + phases[j]), x m×n in place, with the cosine of `sinCos`. Where a sum
   * lies beyond 2²⁰ it throws; rows before that one are then written. O(mn).
   */
  phasedCosines(x: Float64Array, phases: Float64Array, shape: { readonly m: number; readonly n: number; readonly amplitude: number }): void;
  /**
   * A covariance function, or the factor of its gradient, of every squared distance: `COVARIANCES[kind]` with its bits. Distances
   * are not negative, ℓ > 0. `out` may be the input. O(n).
   */
  covariances(out: Float64Array, squaredDistances: Float64Array, options: CovarianceOptions): void;
}

interface CovarianceOptions {
  readonly kind: CovarianceKind;
  readonly of: 'value' | 'gradientFactor';
  readonly lengthScale: number;
}

export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export interface DistanceShape {
  readonly m: number;
  readonly n: number;
  readonly d: number;
}
