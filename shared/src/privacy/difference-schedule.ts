import { requireCount } from './argument-ranges.js';
import type { ReleasePhase } from './claim.js';

/** A plan of releases in blocks of `period` rounds: one of the whole quantity, then differences from the round before. */
export interface DifferenceSchedule {
  readonly restarts: number;
  readonly differences: number;
}

/** ⌈R/T⌉ restarts among R rounds; T = 1 restarts every round. Throws `InvalidArgumentError`. */
export function differenceSchedule(rounds: number, period: number): DifferenceSchedule {
  requireCount('rounds', rounds);
  requireCount('restart', period);
  const restarts = Math.ceil(rounds / period);
  return { restarts, differences: rounds - restarts };
}

/**
 * Relative multipliers of a schedule: restarts 1, differences `ratio` (default √(differences/restarts), so that both kinds spend half of μ²
 * where everybody takes part). A difference is charged like any release, whatever its radius: its noise is the multiplier times the radius
 * C₂‖x_r − x_{r−1}‖, a public number, so the ratio that privacy depends on is fixed (Murata & Suzuki, arXiv 2302.03884).
 */
export function schedulePhases(
  { restarts, differences }: DifferenceSchedule,
  ratio = Math.sqrt(differences / restarts),
): readonly ReleasePhase[] {
  const restart = { noiseMultiplier: 1, rounds: restarts };
  return differences === 0 ? [restart] : [restart, { noiseMultiplier: ratio, rounds: differences }];
}
