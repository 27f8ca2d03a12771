import { exp, log } from '../../../numeric/elementary.js';
import type { Kernels } from '../../../numeric/kernels.js';
import { fillNormal } from '../../../numeric/random-stream.js';
import type { RandomStream } from '../../../numeric/random.js';
import { symmetricEigen } from '../../../numeric/symmetric-eigen.js';
import type { Strategy } from './strategy.js';

/** N(mean, σ² C) and what its adaptation remembers. Separable: C is its diagonal and the basis is empty. */
export type Distribution = {
  readonly mean: Float64Array;
  /** σ. */
  readonly stepSize: number;
  /** C, d×d; d numbers where separable. */
  readonly covariance: Float64Array;
  /** B, d×d, whose columns are the eigenvectors of C as it was decomposed last. */
  readonly basis: Float64Array;
  /** Square roots of its eigenvalues; d numbers. */
  readonly lengths: Float64Array;
  /** p_σ and p_c. */
  readonly stepPath: Float64Array;
  readonly covariancePath: Float64Array;
  /** Generations since the distribution began. */
  readonly age: number;
  readonly decomposedAt: number;
};

export function firstDistribution(mean: Float64Array, stepSize: number, { separable }: Strategy): Distribution {
  const d = mean.length;
  const identity = new Float64Array(d * d);
  for (let j = 0; j < d; j++) identity[j * d + j] = 1;
  return {
    mean,
    stepSize,
    covariance: separable ? new Float64Array(d).fill(1) : identity,
    basis: separable ? new Float64Array(0) : identity,
    lengths: new Float64Array(d).fill(1),
    stepPath: new Float64Array(d),
    covariancePath: new Float64Array(d),
    age: 0,
    decomposedAt: 0,
  };
}

/** y_k = B D z_k ∼ N(0, C), λ×d; points are mean + σ y_k. O(λd²), separable O(λd). */
export function sampleSteps({ basis, lengths }: Distribution, stream: RandomStream, strategy: Strategy, kernels: Kernels): Float64Array {
  const { dimension: d, population, separable } = strategy;
  const normals = new Float64Array(population * d);
  fillNormal(stream, normals);
  for (let k = 0; k < population; k++) for (let j = 0; j < d; j++) normals[k * d + j] = normals[k * d + j]! * lengths[j]!;
  if (separable) return normals;
  const steps = new Float64Array(population * d);
  kernels.multiplyTransposed(steps, normals, basis, { m: population, n: d, k: d });
  return steps;
}

/** Steps of σ beyond this factor a generation, and beyond the box, tell nothing. */
const LARGEST_LOG_CHANGE = 1;
const WIDEST = 1;

/**
 * The distribution after a generation: rank-μ and rank-one update of C, cumulative step-size adaptation (Hansen, arXiv 1604.00772, eqs.
 * 39 to 47). `order` holds the numbers of the steps, the best first; where fewer than μ have a value, the weights are those of the first,
 * renormalised. Only the order counts, so an increasing transformation of F changes nothing. `flat`: all values are equal; σ then grows.
 *
 * O(μd²), and O(d³) every few generations; separable O(μd).
 */
export function adapted(
  before: Distribution,
  generation: { readonly steps: Float64Array; readonly order: readonly number[]; readonly flat: boolean },
  strategy: Strategy,
  kernels: Kernels,
): Distribution {
  const { dimension: d, stepRate, pathRate, rankOneRate, rankManyRate, expectedLength } = strategy;
  const { steps, order, flat } = generation;
  const parents = order.slice(0, strategy.weights.length);
  if (parents.length === 0) return before;
  const given = strategy.weights.slice(0, parents.length);
  const total = given.reduce((sum, weight) => sum + weight, 0);
  const weights = parents.length === strategy.weights.length ? given : given.map((weight) => weight / total);

  const step = new Float64Array(d);
  parents.forEach((k, i) => {
    for (let j = 0; j < d; j++) step[j] = step[j]! + weights[i]! * steps[k * d + j]!;
  });
  const age = before.age + 1;
  const { stepSize } = before;
  const whitened = whiten(before, step, strategy);
  const stepPath = mixed(before.stepPath, whitened, 1 - stepRate, Math.sqrt(stepRate * (2 - stepRate) * strategy.effective));
  const length = Math.sqrt(stepPath.reduce((sum, element) => sum + element * element, 0));
  // p_c stands still while σ is about to grow fast, or C would take the growth for a direction.
  const settled = length / Math.sqrt(1 - exp(2 * age * log(1 - stepRate))) < (1.4 + 2 / (d + 1)) * expectedLength;
  const gain = settled ? Math.sqrt(pathRate * (2 - pathRate) * strategy.effective) : 0;
  const covariancePath = mixed(before.covariancePath, step, 1 - pathRate, gain);
  const keep = 1 - rankOneRate - rankManyRate + (settled ? 0 : rankOneRate * pathRate * (2 - pathRate));

  // The rows whose products make up the update: √c₁ p_c and √(c_μ w_i) y_i, as columns of a d×(μ+1) matrix.
  const width = parents.length + 1;
  const columns = new Float64Array(d * width);
  for (let j = 0; j < d; j++) columns[j * width] = Math.sqrt(rankOneRate) * covariancePath[j]!;
  parents.forEach((k, i) => {
    const root = Math.sqrt(rankManyRate * weights[i]!);
    for (let j = 0; j < d; j++) columns[j * width + i + 1] = root * steps[k * d + j]!;
  });
  const covariance = updated(before.covariance, columns, { keep, width, strategy, kernels });
  const growth = flat ? 0.2 + stepRate / strategy.stepDamping : (stepRate / strategy.stepDamping) * (length / expectedLength - 1);
  const next: Distribution = {
    ...before,
    mean: before.mean.map((element, j) => element + stepSize * step[j]!),
    stepSize: Math.min(stepSize * exp(Math.min(LARGEST_LOG_CHANGE, growth)), WIDEST / longest(before)),
    covariance,
    stepPath,
    covariancePath,
    age,
  };
  return age - before.decomposedAt >= strategy.decomposeEvery ? decomposed(next, strategy) : next;
}

/** The greatest standard deviation along an axis of the ellipsoid, in units of σ. */
function longest({ lengths }: Distribution): number {
  return lengths.reduce((most, length) => Math.max(most, length), 0);
}

/** Whether the distribution has shrunk to `least`, or its axes differ by so much that rounding decides. O(d). */
export function isSpent(distribution: Distribution, least: number): boolean {
  const most = longest(distribution);
  const shortest = distribution.lengths.reduce((fewest, length) => Math.min(fewest, length), Infinity);
  return distribution.stepSize * most < least || !(most < WORST_RATIO * shortest);
}

const WORST_RATIO = 1e7;

function decomposed(distribution: Distribution, { separable, dimension }: Strategy): Distribution {
  const decomposedAt = distribution.age;
  if (separable) return { ...distribution, decomposedAt, lengths: distribution.covariance.map(Math.sqrt) };
  const { values, vectors } = symmetricEigen(distribution.covariance, dimension, distribution.basis);
  return { ...distribution, decomposedAt, basis: vectors, lengths: values.map((value) => Math.sqrt(Math.max(0, value))) };
}

/** C^{-1/2} y = B D⁻¹ Bᵀ y. */
function whiten({ basis, lengths }: Distribution, step: Float64Array, { dimension: d, separable }: Strategy): Float64Array {
  if (separable) return step.map((element, j) => element / lengths[j]!);
  const coordinates = new Float64Array(d);
  for (let j = 0; j < d; j++) for (let k = 0; k < d; k++) coordinates[k] = coordinates[k]! + basis[j * d + k]! * step[j]!;
  for (let k = 0; k < d; k++) coordinates[k] = coordinates[k]! / lengths[k]!;
  const result = new Float64Array(d);
  for (let j = 0; j < d; j++) for (let k = 0; k < d; k++) result[j] = result[j]! + basis[j * d + k]! * coordinates[k]!;
  return result;
}

function mixed(path: Float64Array, step: Float64Array, keep: number, gain: number): Float64Array {
  return path.map((element, j) => keep * element + gain * step[j]!);
}

function updated(
  covariance: Float64Array,
  columns: Float64Array,
  given: { readonly keep: number; readonly width: number; readonly strategy: Strategy; readonly kernels: Kernels },
): Float64Array {
  const { keep, width, strategy, kernels } = given;
  const { dimension: d, separable } = strategy;
  if (separable) {
    return covariance.map((element, j) => {
      let sum = keep * element;
      for (let i = 0; i < width; i++) sum += columns[j * width + i]! ** 2;
      return sum;
    });
  }
  const gram = new Float64Array(d * d);
  kernels.gram(gram, columns, d, width);
  return gram.map((element, at) => keep * covariance[at]! + element);
}
