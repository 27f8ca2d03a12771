import { log } from '../numeric/elementary.js';
import type { Kernels } from '../numeric/kernels.js';
import { halfHessian, quadraticForms, squaredLengths, type CarriedHessian } from './carried-hessian.js';
import { solvePositive } from './normal-equations.js';
import type { TrendFactor, TrendPrior } from './trend-factor.js';

/** What a trend process is conditioned on: values of F relative to the centre's, at displacements s = p − centre. */
export interface TrendData {
  /** n×d row-major. */
  readonly displacements: Float64Array;
  /** Squared distances between the points, n×n. */
  readonly distances: Float64Array;
  /** n values in units of F. */
  readonly values: Float64Array;
  /** Variance of each value in units of the nugget, at least 1 where it comes from the whole cohort; n numbers. */
  readonly noise: Float64Array;
  /** Where groups of values come from cohorts that differ from each other. */
  readonly cohorts?: TrendCohorts;
  readonly count: number;
  readonly dimension: number;
}

/** Which cohort gave a value, and how far from the point that it measured from. */
export interface TrendCohorts {
  /** n numbers of cohorts; negative: of none. */
  readonly of: Float64Array;
  /** Squared distances, n numbers. */
  readonly reaches: Float64Array;
}

/** The posterior mean of F around the centre. */
export interface TrendProcess {
  readonly prior: TrendPrior;
  /** Log likelihood with trend and amplitude profiled out, in nats, up to a constant of n. */
  readonly logLikelihood: number;
  /** The amplitude of the process, in units of F. */
  readonly amplitude: number;
  /** Half the mean curvature that the trend gives to every direction: F ≈ curvature·‖s‖² far from the data; units of F. */
  readonly curvature: number;
  /** m(s). O(nd), d² more with a Hessian. */
  mean(s: Float64Array): number;
  /** m of l points, l×d, whose squared distances to the data are l×n: processes on the same data can share those. O(ln), ld² more with a Hessian. */
  means(points: Float64Array, reaches: Float64Array): Float64Array;
  /** m(s), and ∇m(s) into `gradient`. O(nd), d² more with a Hessian. */
  meanAndGradient(s: Float64Array, gradient: Float64Array): number;
  /** ½∇²m at the centre. O(nd² + n²). */
  halfHessian(): CarriedHessian;
  /** Gives its kernel memory back; nothing may be called after it. */
  release(): void;
}

/**
 * Gaussian process regression with a trend whose coefficients are fitted by generalised least squares (universal kriging; Rasmussen &
 * Williams 2006, §2.7 in the limit of a vague prior), amplitude profiled out:
 *
 *     F(centre + s) − F(centre) = c₀·[nugget > 0] + c₁‖s‖² + c₂ s′Hs + GP(s),   k = 1 / (1 + D²/(2ℓ²))   (rational quadratic, α = 1)
 *
 * The isotropic term carries the curvature that n ≪ d points cannot show direction by direction; H is what an earlier model knew. The
 * constant stands for the noise in the centre's own value. Processes with and without H share one factor.
 *
 * O(n²).
 */
export function fitTrendProcess(kernels: Kernels, data: TrendData, factor: TrendFactor, hessian?: CarriedHessian): TrendProcess {
  const { displacements, values, count: n, dimension: d } = data;
  const { lengthScale, nugget } = factor.prior;
  const squaredScale = 2 * lengthScale * lengthScale;

  const columns = trendColumns(data, { forms: hessian?.forms, constant: nugget > 0 });
  const width = columns.length + 1;
  const whitened = kernels.allocate(n * width);
  for (let a = 0; a < n; a++) {
    for (let q = 0; q < columns.length; q++) whitened[a * width + q] = columns[q]!.values[a]!;
    whitened[a * width + columns.length] = values[a]!;
  }
  kernels.solveLower(factor.lower, n, whitened, width);
  const coefficients = leastSquares(whitened, n, width);
  const weights = kernels.allocate(n);
  let misfit = 0;
  for (let a = 0; a < n; a++) {
    let residual = whitened[a * width + columns.length]!;
    for (let q = 0; q < columns.length; q++) residual -= coefficients[q]! * whitened[a * width + q]!;
    weights[a] = residual;
    misfit += residual * residual;
  }
  kernels.solveLowerTransposed(factor.lower, n, weights, 1);
  kernels.release(whitened);

  const coefficient = (kind: ColumnKind): number =>
    columns.reduce((sum, column, q) => (column.kind === kind ? sum + coefficients[q]! / column.scale : sum), 0);
  const constant = coefficient('constant');
  const isotropic = coefficient('isotropic');
  const carried = coefficient('carried');
  const reach = kernels.allocate(n);
  const slope = kernels.allocate(n);
  const pull = kernels.allocate(d);
  const at = kernels.allocate(d);
  const bent = kernels.allocate(d);
  const matrix = hessian === undefined || carried === 0 ? undefined : kernels.allocate(d * d);
  if (hessian !== undefined) matrix?.set(hessian.matrix);

  const meanInto = (s: Float64Array, gradient: Float64Array | undefined): number => {
    at.set(s);
    kernels.squaredDistances(reach, at, displacements, { m: 1, n, d });
    let mean = constant;
    let total = 0;
    for (let a = 0; a < n; a++) {
      const q = 1 / (1 + reach[a]! / squaredScale);
      mean += weights[a]! * q;
      const g = (-2 * weights[a]! * q * q) / squaredScale;
      slope[a] = g;
      total += g;
    }
    let squared = 0;
    for (let j = 0; j < d; j++) squared += s[j]! * s[j]!;
    mean += isotropic * squared;
    if (matrix !== undefined) {
      kernels.multiply(bent, at, matrix, { m: 1, n: d, k: d });
      for (let j = 0; j < d; j++) mean += carried * s[j]! * bent[j]!;
    } else bent.fill(0);
    if (gradient !== undefined) {
      kernels.multiply(pull, slope, displacements, { m: 1, n: d, k: n });
      for (let j = 0; j < d; j++) gradient[j] = (total + 2 * isotropic) * s[j]! + 2 * carried * bent[j]! - pull[j]!;
    }
    return mean;
  };

  return {
    prior: factor.prior,
    logLikelihood: -0.5 * n * log(Math.max(misfit, Number.MIN_VALUE) / n) - factor.logDeterminant,
    amplitude: Math.sqrt(misfit / n),
    curvature: isotropic,
    mean: (s) => meanInto(s, undefined),
    meanAndGradient: meanInto,
    means(points, reaches) {
      const count = points.length / d;
      const lengths = squaredLengths(points, count, d);
      const forms = matrix === undefined ? undefined : quadraticForms(kernels, matrix, points, d);
      return lengths.map((squared, i) => {
        let mean = constant + isotropic * squared + carried * (forms?.[i] ?? 0);
        for (let a = 0; a < n; a++) mean += weights[a]! / (1 + reaches[i * n + a]! / squaredScale);
        return mean;
      });
    },
    halfHessian: () => halfHessian(kernels, data, { weights, squaredScale, isotropic, carried, hessian }),
    release() {
      for (const buffer of [weights, reach, slope, pull, at, bent]) kernels.release(buffer);
      if (matrix !== undefined) kernels.release(matrix);
    },
  };
}

type ColumnKind = 'isotropic' | 'carried' | 'constant';

interface Column {
  readonly kind: ColumnKind;
  readonly values: Float64Array;
  /** What the values were divided by, so that columns of different units can be told apart by a normal equation. */
  readonly scale: number;
}

function trendColumns(
  { displacements, count: n, dimension: d }: TrendData,
  wanted: { readonly forms: Float64Array | undefined; readonly constant: boolean },
): Column[] {
  const columns = [scaled('isotropic', squaredLengths(displacements, n, d))];
  if (wanted.forms !== undefined) columns.push(scaled('carried', wanted.forms));
  if (wanted.constant) columns.push({ kind: 'constant', values: new Float64Array(n).fill(1), scale: 1 });
  return columns.filter(({ scale }) => scale > 0);
}

function scaled(kind: ColumnKind, values: Float64Array): Column {
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { kind, values: values.map((value) => value / scale), scale };
}

/** Coefficients of the last column of a whitened n×width matrix on the others, by normal equations. */
function leastSquares(whitened: Float64Array, n: number, width: number): Float64Array {
  const p = width - 1;
  const matrix = new Float64Array(p * p);
  const right = new Float64Array(p);
  for (let a = 0; a < n; a++) {
    const row = whitened.subarray(a * width, (a + 1) * width);
    for (let q = 0; q < p; q++) {
      right[q] = right[q]! + row[q]! * row[p]!;
      for (let r = 0; r <= q; r++) matrix[q * p + r] = matrix[q * p + r]! + row[q]! * row[r]!;
    }
  }
  return solvePositive(matrix, right);
}
