import type { Proposer } from './proposal.js';
import { nextRadii, type RadiusLimits } from './radii.js';
import type { TrustRegionState } from './state.js';
import type { Observation } from './window.js';

/** A value that rises by more standard deviations of a difference than this refuses a step, whatever the posterior means say. */
const SURPRISE = 2;

/**
 * The state after the trial point's value is in: accepted as the centre if F falls, by the values where the surrogate interpolates them and
 * by the posterior means at both ends where it does not (a lucky sample at the centre would otherwise refuse every step from there). x
 * follows the centre where values are noisy or each of its cohort, and is the best point so far where they are exact. A point that too few clients have, or that
 * is infeasible for one of them, is refused.
 */
export function takeStep(
  state: TrustRegionState,
  trial: (Observation & { readonly eligible: boolean }) | undefined,
  {
    proposer,
    limits,
    sampled,
  }: { readonly proposer: Proposer; readonly limits: Omit<RadiusLimits, 'noiseFloor'>; readonly sampled: boolean },
): TrustRegionState {
  const eligible = trial?.eligible === true;
  const decrease = eligible ? (proposer.posteriorDecrease(state) ?? state.centreLevel - trial.value) : Number.NEGATIVE_INFINITY;
  const worst = SURPRISE * Math.SQRT2 * (state.surrogate?.noiseStdDev ?? 0);
  const accepted = eligible && decrease > 0 && trial.value - state.centreLevel <= worst;
  const length = distance(state.trial, state.centre);
  const ratio = state.predicted > 0 ? decrease / state.predicted : -1;
  const radii = nextRadii(
    state,
    { accepted, length, ratio },
    { ...limits, noiseFloor: Math.max(state.stepFloor, state.surrogate?.noiseFloor ?? 0) },
  );
  const isBetter = eligible && (state.noisy || sampled ? accepted : trial.value < state.level);
  return {
    ...state,
    ...radii,
    ...(accepted ? { centre: state.trial, centreLevel: trial.value } : {}),
    ...(isBetter ? { iterate: state.trial, level: trial.value, change: trial.value - state.level } : {}),
  };
}

function distance(a: Float64Array, b: Float64Array): number {
  let squared = 0;
  for (let j = 0; j < a.length; j++) squared += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(squared);
}
