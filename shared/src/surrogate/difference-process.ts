import { InvalidArgumentError } from '../errors.js';
import { log } from '../numeric/elementary.js';
import { factorise } from '../numeric/factorisation.js';
import type { Kernels } from '../numeric/kernels.js';
import { expm1 } from '../numeric/small-argument.js';

/** A centre with a design of K displacements around it. */
export interface DesignSite {
  /** c, shape [d]. */
  readonly centre: Float64Array;
  /** Δₖ, K×d row-major: the same array for the same design. */
  readonly displacements: Float64Array;
}

/** K numbers f(c + Δₖ) − f(c) of a site, or those of one site less those of another, with independent noise of one known variance. */
export interface SiteObservation {
  /** Index of a site. */
  readonly site: number;
  readonly less?: number;
  readonly values: Float64Array;
  /** In units of a value squared, at least 0. */
  readonly noiseVariance: number;
}

export interface DifferenceData {
  readonly sites: readonly DesignSite[];
  readonly observations: readonly SiteObservation[];
}

/** A Gaussian process of squared-exponential covariance. */
export interface DifferencePrior {
  /** ℓ > 0, in units of x. */
  readonly lengthScale: number;
  /** Standard deviation of f, > 0. */
  readonly amplitude: number;
}

/** A posterior mean as a function that can be minimised. */
export interface DifferenceProcess {
  /** Log marginal likelihood of what was observed, in nats, up to a constant of the number of observations. */
  readonly logLikelihood: number;
  /** m(x), up to the constant that differences leave open. O(NKd) for N sites. */
  mean(x: Float64Array): number;
  /** m(x), and ∇m(x) into `gradient`. O(NKd). */
  meanAndGradient(x: Float64Array, gradient: Float64Array): number;
}

/**
 * Gaussian process regression on differences of values, and on differences of these (linear functionals of f: Rasmussen & Williams 2006, §9.4
 * for derivatives). With H the matrix that takes values to observations,
 *
 *     m(x) = k(x, ·)Hᵀα,   α = (H K Hᵀ + diag σ²)⁻¹y
 *
 * The covariance of two differences is taken from exponentials less 1 (`differenceCovariances`): as a sum of four kernels it would be lost
 * in rounding where displacements are small. Rows are brought to variance 1 before the factorisation, since observations of very different
 * sizes stand side by side. Throws `InvalidArgumentError` on sizes that do not match. n observed numbers: O(n²d + n³/3).
 */
export function fitDifferenceProcess(kernels: Kernels, { sites, observations }: DifferenceData, prior: DifferencePrior): DifferenceProcess {
  const { size, dimension } = shapeOf({ sites, observations });
  const n = observations.length * size;
  const between = siteCovariances(kernels, sites, prior);
  const matrix = new Float64Array(n * n);
  observations.forEach((row, r) => {
    for (let s = 0; s <= r; s++) {
      const column = observations[s]!;
      for (const [i, plus] of partsOf(row)) {
        for (const [j, sign] of partsOf(column)) addBlock(matrix, { n, row: r * size, column: s * size }, between(i, j), plus * sign);
      }
    }
    for (let k = r * size; k < (r + 1) * size; k++) matrix[k * n + k] = matrix[k * n + k]! + row.noiseVariance;
  });
  const weights = new Float64Array(n);
  observations.forEach(({ values }, r) => weights.set(values, r * size));
  const logLikelihood = solveScaled(kernels, matrix, weights);

  // Sites × (K + 1) points: every centre, then its design; and what the value at each weighs in the mean.
  const points = new Float64Array(sites.length * (size + 1) * dimension);
  sites.forEach((site, i) => points.set(pointsOf(site, size), i * (size + 1) * dimension));
  const shares = new Float64Array(sites.length * (size + 1));
  const variance = prior.amplitude ** 2;
  observations.forEach((observation, r) => {
    for (const [i, sign] of partsOf(observation)) {
      const first = i * (size + 1);
      for (let k = 0; k < size; k++) {
        const weight = sign * variance * weights[r * size + k]!;
        shares[first + 1 + k] = shares[first + 1 + k]! + weight;
        shares[first] = shares[first]! - weight;
      }
    }
  });
  return { logLikelihood, ...meanOf(kernels, { points, shares, dimension, lengthScale: prior.lengthScale }) };
}

/** Sites of an observation with their signs. */
function partsOf({ site, less }: SiteObservation): readonly (readonly [number, 1 | -1])[] {
  return less === undefined
    ? [[site, 1]]
    : [
        [site, 1],
        [less, -1],
      ];
}

function pointsOf({ centre, displacements }: DesignSite, size: number): Float64Array {
  const d = centre.length;
  const points = new Float64Array((size + 1) * d);
  points.set(centre);
  for (let i = 0; i < size * d; i++) points[d + i] = centre[i % d]! + displacements[i]!;
  return points;
}

/** Covariances of the differences of any two sites, K×K, each made once. */
function siteCovariances(kernels: Kernels, sites: readonly DesignSite[], prior: DifferencePrior): (i: number, j: number) => Float64Array {
  const designs = [...new Set(sites.map(({ displacements }) => displacements))];
  const inner = new Map<number, Float64Array>();
  const blocks = new Map<number, Float64Array>();
  const squared = prior.lengthScale ** 2;

  /** e^{Δₖ·Δ′ₗ/ℓ²} − 1 of two designs. */
  function innerOf(a: Float64Array, b: Float64Array, d: number): Float64Array {
    const key = designs.indexOf(a) * designs.length + designs.indexOf(b);
    let products = inner.get(key);
    if (products === undefined) {
      const [m, n] = [a.length / d, b.length / d];
      products = new Float64Array(m * n);
      kernels.multiplyTransposed(products, a, b, { m, n, k: d });
      for (let i = 0; i < products.length; i++) products[i] = expm1(products[i]! / squared);
      inner.set(key, products);
    }
    return products;
  }

  return (i, j) => {
    const key = i * sites.length + j;
    let block = blocks.get(key);
    if (block === undefined) {
      const [a, b] = [sites[i]!, sites[j]!];
      block = differenceCovariances(a, b, { inner: innerOf(a.displacements, b.displacements, a.centre.length), ...prior });
      blocks.set(key, block);
    }
    return block;
  };
}

/**
 * Cov(f(c + Δₖ) − f(c), f(c′ + Δ′ₗ) − f(c′)) = a² e^{−‖s‖²/2ℓ²} [ (e^α − 1)(e^β − 1) + e^{α + β}(e^γ − 1) ] with s = c − c′ and
 * ℓ²α = −s·Δₖ − ‖Δₖ‖²/2, ℓ²β = s·Δ′ₗ − ‖Δ′ₗ‖²/2, ℓ²γ = Δₖ·Δ′ₗ. `inner`: e^γ − 1.
 */
function differenceCovariances(
  { centre, displacements }: DesignSite,
  other: DesignSite,
  { inner, lengthScale, amplitude }: DifferencePrior & { readonly inner: Float64Array },
): Float64Array {
  const separation = centre.map((coordinate, j) => coordinate - other.centre[j]!);
  const squared = lengthScale ** 2;
  const alphas = reaches(displacements, separation, -1 / squared);
  const betas = reaches(other.displacements, separation, 1 / squared);
  let length = 0;
  for (const coordinate of separation) length += coordinate * coordinate;
  const factor = amplitude ** 2 * (1 + expm1((-0.5 * length) / squared));
  const block = new Float64Array(alphas.length * betas.length);
  for (let k = 0; k < alphas.length; k++) {
    for (let l = 0; l < betas.length; l++) {
      const [a, b] = [alphas[k]!, betas[l]!];
      block[k * betas.length + l] = factor * (a * b + (1 + a) * (1 + b) * inner[k * betas.length + l]!);
    }
  }
  return block;
}

/** exp(factor·s·Δₖ − |factor|·‖Δₖ‖²/2) − 1. */
function reaches(displacements: Float64Array, separation: Float64Array, factor: number): Float64Array {
  const d = separation.length;
  return Float64Array.from({ length: displacements.length / d }, (_, k) => {
    let product = 0;
    let length = 0;
    for (let j = 0; j < d; j++) {
      const coordinate = displacements[k * d + j]!;
      product += coordinate * separation[j]!;
      length += coordinate * coordinate;
    }
    return expm1(factor * product - (Math.abs(factor) * length) / 2);
  });
}

function addBlock(
  matrix: Float64Array,
  at: { readonly n: number; readonly row: number; readonly column: number },
  block: Float64Array,
  sign: number,
): void {
  const size = Math.sqrt(block.length);
  for (let k = 0; k < size; k++) {
    const first = (at.row + k) * at.n + at.column;
    for (let l = 0; l < size; l++) matrix[first + l] = matrix[first + l]! + sign * block[k * size + l]!;
  }
}

/** y ← A⁻¹y, of A only the lower triangle, which is overwritten. Returns −½ yᵀA⁻¹y − ½ ln det A. */
function solveScaled(kernels: Kernels, matrix: Float64Array, y: Float64Array): number {
  const n = y.length;
  const inverse = Float64Array.from({ length: n }, (_, a) => {
    const size = Math.sqrt(matrix[a * n + a]!);
    return size > 0 ? 1 / size : 0;
  });
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < a; b++) matrix[a * n + b] = matrix[a * n + b]! * inverse[a]! * inverse[b]!;
    matrix[a * n + a] = 1;
    y[a] = y[a]! * inverse[a]!;
  }
  factorise(kernels, matrix, n);
  kernels.solveLower(matrix, n, y, 1);
  let logLikelihood = 0;
  for (let a = 0; a < n; a++) logLikelihood -= y[a]! ** 2 / 2 + log(matrix[a * n + a]!) - (inverse[a]! > 0 ? log(inverse[a]!) : 0);
  kernels.solveLowerTransposed(matrix, n, y, 1);
  for (let a = 0; a < n; a++) y[a] = y[a]! * inverse[a]!;
  return logLikelihood;
}

function meanOf(
  kernels: Kernels,
  given: { readonly points: Float64Array; readonly shares: Float64Array; readonly dimension: number; readonly lengthScale: number },
): Omit<DifferenceProcess, 'logLikelihood'> {
  const { points, shares, dimension: d, lengthScale } = given;
  const count = shares.length;
  const reach = new Float64Array(count);
  const values = new Float64Array(count);
  const into = (x: Float64Array, gradient: Float64Array | undefined): number => {
    kernels.squaredDistances(reach, x, points, { m: 1, n: count, d });
    kernels.covariances(values, reach, { kind: 'squared-exponential', of: 'value', lengthScale });
    let mean = 0;
    let total = 0;
    for (let i = 0; i < count; i++) {
      values[i] = values[i]! * shares[i]!;
      mean += values[i]!;
    }
    if (gradient === undefined) return mean;
    // The factor of the gradient of this covariance is −k/ℓ².
    const factor = -1 / (lengthScale * lengthScale);
    for (let i = 0; i < count; i++) {
      values[i] = factor * values[i]!;
      total += values[i]!;
    }
    kernels.multiply(gradient, values, points, { m: 1, n: d, k: count });
    for (let j = 0; j < d; j++) gradient[j] = total * x[j]! - gradient[j]!;
    return mean;
  };
  return { mean: (x) => into(x, undefined), meanAndGradient: into };
}

function shapeOf({ sites, observations }: DifferenceData): { readonly size: number; readonly dimension: number } {
  const [first] = sites;
  if (first === undefined || observations.length === 0)
    throw new InvalidArgumentError('observations', 'are none; observe the design of at least one site');
  const dimension = first.centre.length;
  const size = first.displacements.length / dimension;
  const odd = sites.findIndex(({ centre, displacements }) => centre.length !== dimension || displacements.length !== size * dimension);
  if (odd >= 0)
    throw new InvalidArgumentError(`sites[${odd}]`, `is no design of ${size} points in ${dimension} dimensions, as the first is`);
  const astray = observations.findIndex(
    ({ site, less, values }) => sites[site] === undefined || (less !== undefined && sites[less] === undefined) || values.length !== size,
  );
  if (astray >= 0)
    throw new InvalidArgumentError(`observations[${astray}]`, `names no site, or has other than ${size} values; sites are from 0`);
  return { size, dimension };
}
