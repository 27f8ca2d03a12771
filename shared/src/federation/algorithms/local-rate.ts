import { linearDecayRate, type Schedule } from '../../optimizers/schedule.js';

export interface LocalRateOptions {
  readonly learningRate: number;
  readonly learningRateDecay: 'none' | 'linear';
  readonly localIterations: number;
}

/**
 * The rate of the local steps of one round, the step counted from 0. With linear decay η(1 − s/RT) at the s-th local step of the run,
 * s = (r − 1)T + t, which is 0 at the end of the R rounds that the plan declares (arXiv 2310.07831): steps keep their first size for
 * want of a better one, and the last ones no longer undo each other. It does harm where R is much too small to arrive.
 */
export function localRate(
  { learningRate, learningRateDecay, localIterations }: LocalRateOptions,
  { round, rounds }: { readonly round: number; readonly rounds: number },
): number | Schedule {
  if (learningRateDecay === 'none') return learningRate;
  const schedule = linearDecayRate(learningRate, rounds * localIterations);
  const before = (round - 1) * localIterations;
  return (step) => schedule(before + step);
}
