import type { RunPlan } from '../../messages.js';
import { adaptiveRadius } from '../../releases/adaptive-radius.js';
import { expectedMembers, privacyOf } from '../../releases/privacy-plan.js';
import type { ReleaseTerms } from '../../releases/release-terms.js';
import type { ServerState } from '../../server-half.js';

/** What the state of a method has that releases a quantity whole and its changes in turn. */
export interface RecursionState extends ServerState {
  /** xᵣ₋₁; xᵣ itself before the first step. */
  readonly previous: Float64Array;
  /** Releases so far. */
  readonly releases: number;
  /** C of the next release, where it is adapted to what was released. */
  readonly clipRadius?: number;
}

/** When a quantity is released whole and when its change, and on what terms: functions of what was released before. */
export interface DifferenceRecursion {
  begin(iterate: Float64Array): RecursionState;
  /** Elements of what is released: one more than a member's vector has where members within the radius are counted. */
  readonly releasedLength: number;
  /** The parts of the state that follow from a step to `iterate` on what was released. */
  moved(state: RecursionState, iterate: Float64Array, released: Float64Array): RecursionState;
  isWhole(state: RecursionState): boolean;
  /** The number of the first release of the block: names what is drawn for it. */
  blockOf(state: RecursionState): number;
  broadcast(state: RecursionState): { readonly previous: Float64Array; readonly block: Float64Array };
  terms(state: RecursionState): ReleaseTerms;
  /** The mean over members, of the whole or of its change. */
  meanOf(released: Float64Array): Float64Array;
}

/** What a recursion broadcasts that is no vector of the run's dtype. */
export const RECURSION_KINDS = { previous: 'position', block: 'figures' } as const;

/** Under a difference at rest there is still a radius: what it would hide is then below anything that matters. */
const LEAST_DISTANCE = 1e-9;

/**
 * The DIFF2 recursion (Murata & Suzuki, arXiv 2302.03884, algorithm 1): every T rounds the whole vector is released with clip radius C₁, in
 * between its change since the iterate before with C₂‖xᵣ − xᵣ₋₁‖, a number that everybody has before the round. So what a release costs
 * does not depend on the data, though its radius moves. C₁ itself may be adapted where T = 1 (`adaptiveRadius`).
 *
 * `leastDistance`: what ‖xᵣ − xᵣ₋₁‖ counts at least.
 */
export function differenceRecursion(
  plan: RunPlan,
  { length, leastDistance = LEAST_DISTANCE }: { readonly length: number; readonly leastDistance?: number },
): DifferenceRecursion {
  const privacy = privacyOf(plan);
  const { clip, restart, noise } = privacy;
  const adaptive = adaptiveRadius(privacy, length);
  const isWhole = ({ releases }: RecursionState): boolean => releases % restart === 0;
  const blockOf = ({ releases }: RecursionState): number => releases - (releases % restart);
  return {
    releasedLength: adaptive === undefined ? length : length + 1,
    begin: (iterate) => ({ iterate, previous: iterate, releases: 0, ...(adaptive && { clipRadius: adaptive.first }) }),
    moved: ({ iterate: previous, releases, clipRadius }, iterate, released) => ({
      iterate,
      previous,
      releases: releases + 1,
      ...(adaptive && clipRadius !== undefined && { clipRadius: adaptive.next(clipRadius, released) }),
    }),
    isWhole,
    blockOf,
    broadcast: (state) => ({ previous: state.previous, block: Float64Array.of(blockOf(state), isWhole(state) ? 0 : 1) }),
    terms(state) {
      if (adaptive !== undefined) return adaptive.terms(state.clipRadius ?? adaptive.first);
      if (isWhole(state)) return { dimension: length, clipRadius: clip.restart, noiseMultiplier: noise.restart };
      const distance = Math.max(distanceBetween(state.iterate, state.previous), leastDistance);
      return { dimension: length, clipRadius: clip.difference * distance, noiseMultiplier: noise.difference };
    },
    meanOf: (released) => released.subarray(0, length).map((sum) => sum / expectedMembers(privacy)),
  };
}

/** ‖a − b‖. */
export function distanceBetween(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(sum);
}
