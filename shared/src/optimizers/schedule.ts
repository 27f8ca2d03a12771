import { InvalidArgumentError } from '../errors.js';
import { cos } from '../numeric/elementary.js';

/** A learning rate for each step, counted from 0. Pure; defined for every step, also beyond those it was declared for. */
export type Schedule = (step: number) => number;

/** η at every step. */
export function constantRate(rate: number): Schedule {
  checkRate(rate);
  return () => rate;
}

/** η/(1 + decay·t): the rate of stochastic approximation (Robbins & Monro 1951). `decay` ≥ 0, per step. */
export function inverseTimeRate(rate: number, decay: number): Schedule {
  checkRate(rate);
  if (!(decay >= 0 && Number.isFinite(decay))) {
    throw new InvalidArgumentError('decay', `${decay} is not a decay per step; give a finite number of at least 0`);
  }
  return (step) => rate / (1 + decay * step);
}

/**
 * η·(1 − t/steps), and 0 from t = steps on: the worst-case optimal shape for the last iterate (Defazio et al., arXiv 2310.07831).
 * It needs an honest `steps`: declared much too short, a run stops before it arrives.
 */
export function linearDecayRate(rate: number, steps: number): Schedule {
  checkRate(rate);
  checkSteps(steps);
  return (step) => rate * Math.max(0, 1 - step / steps);
}

/** η·(1 + cos(πt/steps))/2, and 0 from t = steps on (Loshchilov & Hutter, arXiv 1608.03983). */
export function cosineRate(rate: number, steps: number): Schedule {
  checkRate(rate);
  checkSteps(steps);
  return (step) => (step >= steps ? 0 : (rate * (1 + cos((Math.PI * step) / steps))) / 2);
}

/** A number is the constant schedule. */
export function toSchedule(rate: number | Schedule): Schedule {
  return typeof rate === 'number' ? constantRate(rate) : rate;
}

function checkRate(rate: number): void {
  if (!(rate > 0 && Number.isFinite(rate))) {
    throw new InvalidArgumentError('learningRate', `${rate} is not a step size; give a finite number above 0, for example 0.01`);
  }
}

function checkSteps(steps: number): void {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new InvalidArgumentError('steps', `${steps} is not a number of steps; declare the integer number of steps of the run`);
  }
}
