import { z } from 'zod';

/** Options of `seed-scalar`. */
export const seedScalarOptions = z.strictObject({
  kind: z.literal('seed-scalar'),
  /** P, public directions of one estimate; a client sends one number a direction and local step. */
  directions: z.int().min(1).max(4_096).default(10),
  /** K, local steps a round. 1: all clients evaluate around the same iterate. */
  localIterations: z.int().min(1).max(1_000).default(1),
  /** Law of a direction's coordinates, of mean 0 and variance 1: signs, or standard normal. */
  distribution: z.enum(['rademacher', 'gaussian']).default('rademacher'),
  /** μ, the displacement of a coordinate in a difference, in the unit box. With `adaptRate` and noise, the least one. */
  smoothingRadius: z.number().positive().max(0.5).default(0.01),
  /** `central`: [f(x+μz) − f(x−μz)]/2μ, two evaluations a direction; `forward`: [f(x+μz) − f(x)]/μ, one, and one a local step. */
  differences: z.enum(['central', 'forward']).default('central'),
  /** `normalised`: an estimate is divided by the root mean square of the public scalars; `plain`: it is not. */
  step: z.enum(['normalised', 'plain']).default('normalised'),
  /**
   * Of a normalised step: how far from the optimum x₀ is thought to be, as the root mean square displacement of a coordinate. Of a plain
   * one: η, which multiplies the estimate.
   */
  learningRate: z.number().positive().max(1_000).default(0.2),
  learningRateDecay: z.enum(['none', 'linear']).default('none'),
  /**
   * Whether the rate follows what steps achieve: a factor on it grows while F falls as predicted and shrinks where it does not. The
   * radius then follows the noise: it grows, up to tenfold, while noise is a large part of the scalars.
   */
  adaptRate: z.boolean().default(true),
  /** What the mean square of the scalars keeps from step to step; 0: the scalars of one step alone, as in FZOO. */
  normalisationMemory: z.number().min(0).lt(1).default(0.9),
  /** A client cuts its scalars at this multiple of their public root mean square. Unset: it does not. */
  clip: z.number().positive().max(1e6).exactOptional(),
  /** Directions and steps scaled by a shared diagonal curvature. */
  curvature: z.boolean().default(false),
  /** ν, what the curvature keeps from step to step. */
  curvatureMemory: z.number().min(0).lt(1).default(0.95),
  /** L, rounds whose scalars the coordinator keeps; a client further behind is sent the iterate. */
  logRounds: z.int().min(1).max(100_000).default(100),
});

export type SeedScalarOptions = z.infer<typeof seedScalarOptions>;

/** K·P, the scalars of a round. */
export function scalarsARound({ localIterations, directions }: SeedScalarOptions): number {
  return localIterations * directions;
}

/** Numbers of a round in the public record: its scalars, then `STATISTICS` more. */
export function recordLength(options: SeedScalarOptions): number {
  return scalarsARound(options) + STATISTICS;
}

/** fᵢ(xᵣ) − fᵢ(xᵣ₋₁); 1 where a client knows it, else 0 for both; the noise variance of fᵢ. */
export const STATISTICS = 3;
