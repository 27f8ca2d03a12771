import type { EstimatorState } from '../../estimators/gradient-estimator.js';
import type { ClientContext } from '../client-half.js';
import type { Serialisable } from '../serialisable.js';
import type { Task } from '../messages.js';
import { firstEstimatorState } from './local-estimator.js';
import type { EstimateOptions } from './local-options.js';

/** What a client measured in a round, to be compared with the mean of all clients in the next. */
export type Control = { readonly round: number; readonly values: Float64Array };

/**
 * The client's control of the last round, if it has one. A client that was not in the last round, or whose part in it failed, has none
 * and takes no correction: an older control would belong to another iterate.
 */
export function controlOfLastRound(state: Serialisable, task: Task): Float64Array | undefined {
  if (state === null || typeof state !== 'object' || !('round' in state) || !('values' in state)) return undefined;
  return state.round === task.round - 1 && state.values instanceof Float64Array ? state.values : undefined;
}

/** ĝ = g + γ (mean − own). O(d). */
export function corrected(
  gradient: Float64Array,
  length: number,
  { mean, own }: { readonly mean: Float64Array; readonly own: Float64Array },
): Float64Array {
  return gradient.map((g, j) => g + length * (mean[j]! - own[j]!));
}

/** What a client of a method with controls remembers: its control, and what its estimator does. */
export type ControlledState = { readonly control: Control | null; readonly estimator: EstimatorState };

/** The state before a client's first step. */
export function firstControlledState(options: EstimateOptions, context: ClientContext): ControlledState {
  return { control: null, estimator: firstEstimatorState(options, context) };
}
