import { exp } from '../../../numeric/elementary.js';
import type { RunPlan } from '../../messages.js';
import type { Serialisable } from '../../serialisable.js';
import { BLOCK, firstDirection, openDirection } from './directions.js';
import { recordLength, STATISTICS, type SeedScalarOptions } from './options.js';

/** What the public scalars determine, the same at every node. */
export type PublicModel = {
  /** Updates behind it; 0 is the start. */
  readonly version: number;
  /** In [0,1]^d. */
  readonly iterate: Float64Array;
  /** Moving mean of the squared scalars, in units of f² (a scalar is a derivative along a direction in the unit box); 0 before the first. */
  readonly meanSquare: number;
  /** What the learning rate is multiplied by. */
  readonly rateFactor: number;
  /** By how much F should have fallen with the last update if it were linear there; 0 before the first. */
  readonly predicted: number;
  /** Moving mean of the noise variance of F's mean over the contributors; 0 where values repeat. */
  readonly noise: number;
  /** What the smoothing radius is multiplied by. */
  readonly radiusFactor: number;
  /** Moving mean of the squared estimates, coordinate by coordinate; null without it. */
  readonly curvature: Float64Array | null;
};

export interface ModelRule {
  readonly options: SeedScalarOptions;
  readonly plan: Pick<RunPlan, 'seed' | 'dimension' | 'rounds'>;
}

/** The model of x₀. The array becomes the model's. */
export function firstModel(iterate: Float64Array, { options }: ModelRule): PublicModel {
  return {
    version: 0,
    iterate,
    meanSquare: 0,
    rateFactor: 1,
    predicted: 0,
    noise: 0,
    radiusFactor: 1,
    curvature: options.curvature ? new Float64Array(iterate.length) : null,
  };
}

/** The model in a state, of either half. */
export function modelOf(state: Serialisable): PublicModel | undefined {
  if (state === null || typeof state !== 'object' || !('iterate' in state) || !('version' in state)) return undefined;
  const { version, iterate, meanSquare, rateFactor, predicted, noise, radiusFactor, curvature } = state;
  if (typeof version !== 'number' || typeof meanSquare !== 'number' || !(iterate instanceof Float64Array)) return undefined;
  if (typeof rateFactor !== 'number' || typeof predicted !== 'number') return undefined;
  if (typeof noise !== 'number' || typeof radiusFactor !== 'number') return undefined;
  const numbers = { version, meanSquare, rateFactor, predicted, noise, radiusFactor };
  return { ...numbers, iterate, curvature: curvature instanceof Float64Array ? curvature : null };
}

/**
 * The model behind the records of n rounds, K·P scalars and `STATISTICS` each: for each local step
 *
 *     ĝ = (1/P) Σ_p g_p z_p,  x ← P(x − α ĝ),  α = η_s √d P/(d+P)/√v  (normalised)  or  η_s  (plain)
 *
 * with P the projection on [0,1]^d and v the moving mean of g² (R-AdaZO's order: v of this step counts). For equal curvatures in all
 * directions E‖x − x*‖² shrinks most by α ‖∇f‖ = r P/(d+P), r the distance from the optimum; v ≈ ‖∇f‖², and η stands for r/√d. One array
 * is made, whatever the number of rounds. O(n·K·P·d) time, a block of z at a time.
 */
export function replayed(model: PublicModel, rounds: Float64Array, rule: ModelRule): PublicModel {
  const { localIterations, directions } = rule.options;
  const each = recordLength(rule.options);
  const count = rounds.length / each;
  if (count === 0) return model;
  let after: PublicModel = { ...model, iterate: model.iterate.slice(), curvature: model.curvature?.slice() ?? null };
  for (let r = 0; r < count; r++) {
    const [change = 0, known = 0, noise = 0] = rounds.subarray((r + 1) * each - STATISTICS, (r + 1) * each);
    const rateFactor = rule.options.adaptRate ? nextFactor(after, change, known) : 1;
    after = { ...after, rateFactor, predicted: 0, noise: movingMean(after.noise, noise, rule.options.normalisationMemory) };
    for (let step = 0; step < localIterations; step++) {
      const begin = r * each + step * directions;
      after = stepInPlace(after, rounds.subarray(begin, begin + directions), { ...rule, step });
    }
    after = { ...after, version: after.version + 1, radiusFactor: rule.options.adaptRate ? nextRadiusFactor(after, rule.options) : 1 };
  }
  return after;
}

/** A copy of the model one local step further. */
export function steppedLocally(model: PublicModel, scalars: Float64Array, at: ModelRule & { readonly step: number }): PublicModel {
  return stepInPlace({ ...model, iterate: model.iterate.slice(), curvature: model.curvature?.slice() ?? null }, scalars, at);
}

function stepInPlace(model: PublicModel, scalars: Float64Array, at: ModelRule & { readonly step: number }): PublicModel {
  const { options, plan, step } = at;
  const { version, iterate, curvature } = model;
  const meanSquare = movingMean(model.meanSquare, meanOfSquares(scalars), options.normalisationMemory);
  const length = stepLength({ ...model, meanSquare }, { options, plan, step });
  if (length === 0) return { ...model, meanSquare };
  const first = firstDirection(options, { update: version, step });
  const open = Array.from(scalars, (_, p) => openDirection(plan.seed, first + p, options.distribution));
  const weights = directionWeights(curvature);
  const z = new Float64Array(Math.min(BLOCK, iterate.length));
  const sum = new Float64Array(z.length);
  for (let begin = 0; begin < iterate.length; begin += BLOCK) {
    const size = Math.min(BLOCK, iterate.length - begin);
    const block = size === z.length ? z : z.subarray(0, size);
    sum.fill(0);
    open.forEach((direction, p) => {
      direction.next(block);
      addScaled(sum, block, scalars[p]! / scalars.length);
    });
    move(iterate, sum, { begin, size, length, weights });
    if (curvature !== null) remember(curvature, sum, { begin, size, weights, memory: options.curvatureMemory });
  }
  return { ...model, meanSquare, predicted: model.predicted + length * Math.max(0, meanOfSquares(scalars) - scalarNoise(model, options)) };
}

/**
 * The factor of the rate by what the last update achieved. With α a step's length, F falls by α·mean(g²) if it is linear and by the share
 * ρ = 1 − α/2α* of that if it is quadratic, α* the best length: the factor grows above ρ = 1/2 and shrinks below, and noise in ρ cancels
 * over the rounds because it acts on the logarithm.
 */
function nextFactor({ rateFactor, predicted }: PublicModel, change: number, known: number): number {
  if (known <= 0 || predicted <= 0) return rateFactor;
  const share = Math.max(-0.5, Math.min(1.5, -change / known / predicted));
  return Math.max(1 / MOST_FACTOR, Math.min(MOST_FACTOR, rateFactor * exp(ADAPTATION * (share - 0.5))));
}

/** Noise in a scalar falls as 1/radius: wider while it is more than a quarter of the mean square, narrower again below a sixteenth. */
function nextRadiusFactor(model: PublicModel, options: SeedScalarOptions): number {
  const { radiusFactor, meanSquare } = model;
  const noise = scalarNoise(model, options);
  if (noise > meanSquare / 4) return Math.min(MOST_RADIUS_FACTOR, radiusFactor * RADIUS_GROWTH);
  return noise < meanSquare / 16 ? Math.max(1, radiusFactor / RADIUS_GROWTH) : radiusFactor;
}

/** μ around a model. */
export function radiusOf({ radiusFactor }: PublicModel, { smoothingRadius }: SeedScalarOptions): number {
  return Math.min(MOST_RADIUS, smoothingRadius * radiusFactor);
}

/** The part of a squared scalar that is noise: σ²/2μ² of central differences, 2σ²/μ² of forward ones. */
function scalarNoise(model: PublicModel, options: SeedScalarOptions): number {
  return (model.noise * (options.differences === 'central' ? 0.5 : 2)) / radiusOf(model, options) ** 2;
}

const MOST_RADIUS = 0.5;
const RADIUS_GROWTH = 1.1;
const MOST_RADIUS_FACTOR = 10;
const ADAPTATION = 0.4;
const MOST_FACTOR = 1_000;

function meanOfSquares(scalars: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < scalars.length; p++) sum += scalars[p]! * scalars[p]!;
  return sum / scalars.length;
}

function movingMean(before: number, now: number, memory: number): number {
  return before === 0 ? now : memory * before + (1 - memory) * now;
}

/** α of a step; 0 where all scalars were 0. */
function stepLength(model: PublicModel, { options, plan, step }: ModelRule & { readonly step: number }): number {
  const { version, meanSquare, rateFactor } = model;
  const taken = version * options.localIterations + step;
  const left = 1 - taken / (plan.rounds * options.localIterations);
  const rate = rateFactor * options.learningRate * (options.learningRateDecay === 'linear' ? Math.max(0, left) : 1);
  if (options.step === 'plain') return rate;
  const { directions } = options;
  const d = plan.dimension;
  return meanSquare === 0 ? 0 : (rate * Math.sqrt(d) * (directions / (d + directions))) / Math.sqrt(meanSquare);
}

function addScaled(sum: Float64Array, block: Float64Array, factor: number): void {
  for (let j = 0; j < block.length; j++) sum[j] = sum[j]! + factor * block[j]!;
}

interface Piece {
  readonly begin: number;
  readonly size: number;
  readonly weights: Float64Array | null;
}

function move(iterate: Float64Array, sum: Float64Array, { begin, size, length, weights }: Piece & { readonly length: number }): void {
  for (let j = 0; j < size; j++) {
    const scale = weights === null ? length : length * weights[begin + j]!;
    const moved = iterate[begin + j]! - scale * sum[j]!;
    iterate[begin + j] = moved < 0 ? 0 : moved > 1 ? 1 : moved;
  }
}

/** E[g z_j] = w_j² ∂_j f for z = w∘u, and `sum` is ∑ g u/P: an estimate of ∂_j f is sum_j/w_j. */
function remember(curvature: Float64Array, sum: Float64Array, { begin, size, weights, memory }: Piece & { readonly memory: number }): void {
  for (let j = 0; j < size; j++) {
    const estimate = sum[j]! / (weights === null ? 1 : weights[begin + j]!);
    const square = estimate * estimate;
    const before = curvature[begin + j]!;
    curvature[begin + j] = before === 0 ? square : memory * before + (1 - memory) * square;
  }
}

/**
 * w of the directions z = w∘u, of mean square 1: w_j ∝ (K_j + δ)^{-1/2}, K the curvature of HiSo (arXiv 2506.02370), δ its mean, so that a
 * coordinate about which little is known is not scaled much (HiSo: a constant δ). null while there is none: all are 1. O(d).
 */
export function directionWeights(curvature: Float64Array | null): Float64Array | null {
  if (curvature === null) return null;
  let total = 0;
  for (let j = 0; j < curvature.length; j++) total += curvature[j]!;
  if (total === 0) return null;
  const floor = total / curvature.length;
  const weights = new Float64Array(curvature.length);
  let squares = 0;
  for (let j = 0; j < weights.length; j++) {
    weights[j] = 1 / (curvature[j]! + floor);
    squares += weights[j]!;
  }
  const scale = weights.length / squares;
  for (let j = 0; j < weights.length; j++) weights[j] = Math.sqrt(weights[j]! * scale);
  return weights;
}
