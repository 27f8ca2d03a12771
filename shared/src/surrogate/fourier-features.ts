import { InvalidArgumentError } from '../errors.js';
import type { Kernels } from '../numeric/kernels.js';
import { createStream, fillNormal } from '../numeric/random-stream.js';
import { PUBLIC } from '../numeric/random.js';
import { fillOrthogonalFrequencies } from './orthogonal-frequencies.js';

export interface FeatureOptions {
  /** Public seed; equal options give equal features, bit for bit, on every node. */
  readonly seed: number;
  /** M ≥ 1. */
  readonly count: number;
  readonly dimension: number;
  /** ℓ > 0 of the squared-exponential kernel that φ(x)·φ(x′) approximates, in units of x. */
  readonly lengthScale: number;
  /** Default `independent`. */
  readonly structure?: FeatureStructure;
}

/**
 * - `independent`: as published, every feature has a frequency and a phase of its own.
 * - `orthogonal-pairs`: features 2k and 2k + 1 are the cosine and the sine of one frequency, and frequencies are orthogonal in blocks of d
 *   (arXiv 1610.09072). The estimate of the kernel is as unbiased and depends on x − x′ alone; from M = 2 d on slopes have much less error.
 */
export type FeatureStructure = 'independent' | 'orthogonal-pairs';

/** Frequencies taken at once by a gradient, in numbers: 512 KiB, so that they stay in a second-level cache. */
const BLOCK_NUMBERS = 65_536;

/** Random Fourier features φ: R^d → R^M that every node of a run derives alike. A surrogate is a weight vector w: μ̂(x) = φ(x)·w. */
export interface FourierFeatures extends FeatureOptions {
  readonly structure: FeatureStructure;
  /** v_j ~ N(0, I/ℓ²), M×d row-major, in kernel memory. */
  readonly frequencies: Float64Array;
  /** b_j ~ U[0, 2π), or 0 and −π/2 in turn for pairs; shape [M]. */
  readonly phases: Float64Array;
  /** Writes φ(x_i) of m points (m×d row-major) to the rows of Φ (m×M). A row does not depend on the others. 2mMd flops. */
  rowsInto(rows: Float64Array, points: Float64Array): void;
  /** μ̂(x), in units of w. O(Md). */
  mean(weights: Float64Array, x: Float64Array): number;
  /** ∇μ̂(x) = −√(2/M) Σ_j w_j·sin(v_j·x + b_j)·v_j at any x, shape [d]. O(Md). */
  gradient(weights: Float64Array, x: Float64Array): Float64Array;
  /**
   * The gradients of several surrogates at one x for about the price of one, which is reading the frequencies once. Where only the
   * difference of two is wanted, the gradient of the difference of their weights is the same up to rounding.
   */
  gradients(weights: readonly Float64Array[], x: Float64Array): Float64Array[];
  /** Returns the frequencies to the kernels; the features may not be used afterwards. */
  release(): void;
}

/**
 * Draws φ_j(x) = √(2/M)·cos(v_j·x + b_j), j = 1..M (Rahimi & Recht 2007; FZooS, arXiv 2308.04077, §4.2.1, whose 2/√M is a
 * misprint), so that φ(x)·φ(x′) ≈ exp(−‖x − x′‖²/2ℓ²) with error ≤ √(8 ln(2/δ)/M), probability 1 − δ for a pair.
 *
 * An independent feature j takes v_j and then b_j from the stream 'features' of the seed, so the first M features of a larger set are the set of
 * M but for the factor √(2/M). Only pinned functions are used. Throws `InvalidArgumentError` on sizes and ranges, and later for
 * points so far out that |v_j·x + b_j| > 2²⁰. O(Md) time and memory: 24 MB at M = 10,000, d = 300; for pairs O(Md²) time.
 */
export function createFeatures(options: FeatureOptions, kernels: Kernels): FourierFeatures {
  const { count, dimension, lengthScale, seed, structure = 'independent' } = options;
  checkInteger('count', count);
  checkInteger('dimension', dimension);
  if (!(lengthScale > 0 && Number.isFinite(lengthScale))) {
    throw new InvalidArgumentError('lengthScale', `${lengthScale} is not a length; give a finite number above 0`);
  }
  const { frequencies, phases } = (structure === 'independent' ? drawIndependent : drawPairs)(options, kernels);
  const amplitude = Math.sqrt(2 / count);

  function check(weights: readonly Float64Array[], x: Float64Array): void {
    if (x.length !== dimension) {
      throw new InvalidArgumentError('x', `has ${x.length} coordinates, the features were made for ${dimension}`);
    }
    const wrong = weights.find(({ length }) => length !== count);
    if (wrong) throw new InvalidArgumentError('weights', `holds ${wrong.length} numbers, there are ${count} features`);
  }

  function rowsInto(rows: Float64Array, points: Float64Array): void {
    const m = points.length / dimension;
    kernels.multiplyTransposed(rows, points, frequencies, { m, n: count, k: dimension });
    kernels.phasedCosines(rows, phases, { m, n: count, amplitude });
  }

  /** Block by block, so that the frequencies of one are still in the cache when they are summed up. */
  function gradients(weights: readonly Float64Array[], x: Float64Array): Float64Array[] {
    check(weights, x);
    const block = Math.min(count, Math.max(16, Math.floor(BLOCK_NUMBERS / dimension)));
    const angles = kernels.allocate(block);
    const sines = kernels.allocate(block);
    const sums = new Float64Array(weights.length * dimension);
    try {
      for (let first = 0; first < count; first += block) {
        const size = Math.min(block, count - first);
        const rows = frequencies.subarray(first * dimension, (first + size) * dimension);
        kernels.multiplyTransposed(angles, rows, x, { m: size, n: 1, k: dimension });
        for (let j = 0; j < size; j++) angles[j] = angles[j]! + phases[first + j]!;
        kernels.sinCos(sines, angles, angles);
        const factors = new Float64Array(weights.length * size);
        for (const [s, weight] of weights.entries()) {
          for (let j = 0; j < size; j++) factors[s * size + j] = -amplitude * weight[first + j]! * sines[j]!;
        }
        kernels.multiplyAdd(sums, factors, rows, { m: weights.length, n: dimension, k: size });
      }
    } finally {
      kernels.release(sines);
      kernels.release(angles);
    }
    return weights.map((_, s) => sums.slice(s * dimension, (s + 1) * dimension));
  }

  return {
    seed,
    count,
    dimension,
    lengthScale,
    structure,
    frequencies,
    phases,
    rowsInto,
    mean(weights, x) {
      check([weights], x);
      const row = new Float64Array(count);
      rowsInto(row, x);
      return row.reduce((sum, feature, j) => sum + feature * weights[j]!, 0);
    },
    gradient: (weights, x) => gradients([weights], x)[0]!,
    gradients,
    release: () => kernels.release(frequencies),
  };
}

type Drawn = Pick<FourierFeatures, 'frequencies' | 'phases'>;

function drawIndependent({ seed, count, dimension, lengthScale }: FeatureOptions, kernels: Kernels): Drawn {
  const stream = createStream({ seed, client: PUBLIC, round: 0, purpose: 'features' });
  const frequencies = kernels.allocate(count * dimension);
  const phases = new Float64Array(count);
  for (let j = 0; j < count; j++) {
    const frequency = frequencies.subarray(j * dimension, (j + 1) * dimension);
    fillNormal(stream, frequency);
    for (let p = 0; p < dimension; p++) frequency[p] = frequency[p]! / lengthScale;
    phases[j] = 2 * Math.PI * stream.uniform();
  }
  return { frequencies, phases };
}

function drawPairs({ seed, count, dimension, lengthScale }: FeatureOptions, kernels: Kernels): Drawn {
  const pairs = Math.ceil(count / 2);
  const distinct = kernels.allocate(pairs * dimension);
  const frequencies = kernels.allocate(count * dimension);
  try {
    fillOrthogonalFrequencies(distinct, { seed, dimension, lengthScale }, kernels);
    for (let j = 0; j < count; j++) {
      const pair = j >> 1;
      frequencies.set(distinct.subarray(pair * dimension, (pair + 1) * dimension), j * dimension);
    }
  } finally {
    kernels.release(distinct);
  }
  return { frequencies, phases: Float64Array.from({ length: count }, (_, j) => (j % 2 === 0 ? 0 : -Math.PI / 2)) };
}

function checkInteger(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError(field, `${value} is not a whole number of at least 1`);
}
