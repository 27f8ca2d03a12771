import type { Proposer } from './proposal.js';
import { nextRadii, type RadiusLimits } from './radii.js';
import type { TrustRegionState } from './state.js';
import type { Observation } from './window.js';

/** A trial point that too few clients could evaluate says nothing about F: its noise must stay below this. */
const LEAST_COVERAGE = 0.75;

/** A value that rises by more standard deviations of a difference than this refuses a step, whatever the posterior means say. */
const SURPRISE = 2;

/**
 * The state after the trial point's value is in: accepted if F falls, by the values where they are exact and by the posterior means at
 * both ends where they are noisy (a lucky sample at x would otherwise refuse every step from there). `trial` is undefined where no client
 * had a value.
 */
export function takeStep(
  state: TrustRegionState,
  trial: Observation | undefined,
  { proposer, limits }: { readonly proposer: Proposer; readonly limits: Omit<RadiusLimits, 'noiseFloor'> },
): TrustRegionState {
  const covered = trial !== undefined && 1 / trial.noise >= LEAST_COVERAGE;
  const decrease = covered ? (proposer.posteriorDecrease(state) ?? state.level - trial.value) : Number.NEGATIVE_INFINITY;
  const worst = SURPRISE * Math.SQRT2 * (state.surrogate?.noiseStdDev ?? 0);
  const accepted = covered && decrease > 0 && trial.value - state.level <= worst;
  const length = distance(state.trial, state.iterate);
  const ratio = state.predicted > 0 ? decrease / state.predicted : -1;
  const radii = nextRadii(
    state,
    { accepted, length, ratio },
    { ...limits, noiseFloor: Math.max(state.stepFloor, state.surrogate?.noiseFloor ?? 0) },
  );
  if (!accepted) return { ...state, ...radii };
  return { ...state, ...radii, iterate: state.trial, level: trial.value, change: trial.value - state.level };
}

function distance(a: Float64Array, b: Float64Array): number {
  let squared = 0;
  for (let j = 0; j < a.length; j++) squared += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(squared);
}
