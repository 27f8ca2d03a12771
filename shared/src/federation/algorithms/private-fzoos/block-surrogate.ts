import { InvalidArgumentError } from '../../../errors.js';
import { factorise } from '../../../numeric/factorisation.js';
import type { Kernels } from '../../../numeric/kernels.js';
import { createFeatures, type FourierFeatures } from '../../../surrogate/fourier-features.js';
import type { RunPlan } from '../../messages.js';
import { blockDirections, directionCount, scaled } from '../difference-recursion/directions.js';
import type { PrivateFzoosOptions } from './options.js';

/** 2 K, displacements of the design, and numbers of a member's vector. */
export function designSize(options: PrivateFzoosOptions, dimension: number): number {
  return 2 * directionCount(options, dimension);
}

/** The run's random features φ of u = x′ − x, the same at every node. Throws `InvalidArgumentError` for fewer than the design has points. */
export function localFeatures(options: PrivateFzoosOptions, { seed, dimension }: RunPlan, kernels: Kernels): FourierFeatures {
  const size = designSize(options, dimension);
  const count = options.features ?? Math.max(8 * dimension, 256, 2 * size);
  if (count < size)
    throw new InvalidArgumentError(
      'algorithm.features',
      `is ${count}, fewer than the ${size} points of the design; take more features, or fewer algorithm.directions`,
    );
  return createFeatures({ seed, count, dimension, lengthScale: options.lengthScale, structure: 'orthogonal-pairs' }, kernels);
}

/** What is the same for everybody in a block of rounds. */
export interface BlockSurrogate {
  /** ±ρuₖ. */
  readonly displacements: readonly Float64Array[];
  /** c of the differences y(x + Δₖ) − y(x), shape [2 K]: w/ℓ in an orthonormal basis of the weights that a fit can give. O(K²). */
  coordinates(values: Float64Array): Float64Array;
  /** w of coordinates, shape [M]. O(K M). */
  weights(coordinates: Float64Array): Float64Array;
}

/**
 * The fit of the surrogate x′ ↦ φ(x′ − x)·w to differences of values: with Ψ the columns φ(Δₖ) − φ(0) and G = ΨᵀΨ = LLᵀ,
 *
 *     w = A y,   A = Ψ(G + σ²I)⁻¹,   c = Lᵀ(G + σ²I)⁻¹y / ℓ,   w = ℓ Q c,   Q = Ψ L⁻ᵀ
 *
 * Q has orthonormal columns, so ‖c‖ = ‖w‖/ℓ: clipping and noising c is clipping and noising w/ℓ within the span of Q, where it lies
 * anyway; of M noises 2 K are left. Constants do not enter, and ‖∇φᵀw‖ ≤ ‖w‖/ℓ for the kernel that φ stands for, so a clip radius of c bounds
 * a slope. A depends on nothing but public numbers, and y enters linearly.
 *
 * O(K M d + K³) to make.
 */
export function blockSurrogate(
  options: PrivateFzoosOptions,
  { plan, kernels, features, block }: { plan: RunPlan; kernels: Kernels; features: FourierFeatures; block: number },
): BlockSurrogate {
  const { dimension } = plan;
  const { radius, ridge, lengthScale } = options;
  const directions = blockDirections(plan, block, directionCount(options, dimension));
  const displacements = directions.flatMap((direction) => [scaled(direction, radius), scaled(direction, -radius)]);
  const size = displacements.length;
  const span = featureDifferences(features, displacements);
  const gram = new Float64Array(size * size);
  kernels.gram(gram, span, size, features.count);
  const shifted = gram.slice();
  for (let k = 0; k < size; k++) shifted[k * size + k] = shifted[k * size + k]! + ridge;
  factorise(kernels, gram, size);
  factorise(kernels, shifted, size);
  // (G + σ²I)⁻¹, and Lᵀ times it.
  const inverse = new Float64Array(size * size);
  for (let k = 0; k < size; k++) inverse[k * size + k] = 1;
  kernels.solveLower(shifted, size, inverse, size);
  kernels.solveLowerTransposed(shifted, size, inverse, size);
  const upper = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = i; j < size; j++) upper[i * size + j] = gram[j * size + i]! / lengthScale;
  const transform = new Float64Array(size * size);
  kernels.multiply(transform, upper, inverse, { m: size, n: size, k: size });

  return {
    displacements,
    coordinates(values) {
      const result = new Float64Array(size);
      kernels.multiply(result, transform, values, { m: size, n: 1, k: size });
      return result;
    },
    weights(coordinates) {
      const shares = coordinates.map((coordinate) => lengthScale * coordinate);
      kernels.solveLowerTransposed(gram, size, shares, 1);
      const weights = new Float64Array(features.count);
      kernels.multiply(weights, shares, span, { m: 1, n: features.count, k: size });
      return weights;
    },
  };
}

/** Rows φ(Δₖ) − φ(0). */
function featureDifferences(features: FourierFeatures, displacements: readonly Float64Array[]): Float64Array {
  const { count, dimension } = features;
  const points = new Float64Array((displacements.length + 1) * dimension);
  displacements.forEach((displacement, k) => points.set(displacement, (k + 1) * dimension));
  const rows = new Float64Array((displacements.length + 1) * count);
  features.rowsInto(rows, points);
  const span = rows.slice(count);
  for (let i = 0; i < span.length; i++) span[i] = span[i]! - rows[i % count]!;
  return span;
}
