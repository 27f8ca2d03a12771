import { exp } from '../../../numeric/elementary.js';
import { fillNormal } from '../../../numeric/random-stream.js';
import type { RandomStream } from '../../../numeric/random.js';
import { projectInPlace } from '../../../optimizers/box.js';

/**
 * w_k = exp(−α F_k) / Σ exp(−α F_l), with the least F subtracted first so that nothing overflows; 0 where there is no value. With α → ∞
 * all weight goes to the least (Laplace's principle), with α = 0 all values count alike. Sum 1, unless no value is there. O(N).
 */
export function consensusWeights(values: readonly (number | undefined)[], alpha: number): Float64Array {
  let least = Infinity;
  for (const value of values) if (value !== undefined) least = Math.min(least, value);
  const weights = Float64Array.from(values, (value) => (value === undefined ? 0 : exp(-alpha * (value - least))));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? weights.map((weight) => weight / total) : weights;
}

/** x_α = Σ w_k X_k, X N×d row after row. O(Nd). */
export function consensusPoint(particles: Float64Array, weights: Float64Array): Float64Array {
  const d = particles.length / weights.length;
  const point = new Float64Array(d);
  for (let k = 0; k < weights.length; k++) for (let j = 0; j < d; j++) point[j] = point[j]! + weights[k]! * particles[k * d + j]!;
  return point;
}

export interface Dynamics {
  /** λ. */
  readonly drift: number;
  /** σ. */
  readonly noise: number;
  /** Δt. */
  readonly timeStep: number;
}

/**
 * One Euler–Maruyama step of all particles, projected on the box (component-wise noise: Carrillo, Jin, Li & Zhu 2021):
 *
 *     X ← P(X − λΔt (X − x_α) + σ√Δt |X − x_α| ∘ N(0, I))
 *
 * A particle at the consensus stays there. O(Nd).
 */
export function movedParticles(particles: Float64Array, consensus: Float64Array, dynamics: Dynamics, stream: RandomStream): Float64Array {
  const d = consensus.length;
  const drift = dynamics.drift * dynamics.timeStep;
  const spread = dynamics.noise * Math.sqrt(dynamics.timeStep);
  const moved = new Float64Array(particles.length);
  fillNormal(stream, moved);
  for (let i = 0; i < moved.length; i++) {
    const away = particles[i]! - consensus[i % d]!;
    moved[i] = particles[i]! - drift * away + spread * Math.abs(away) * moved[i]!;
  }
  projectInPlace(moved);
  return moved;
}
