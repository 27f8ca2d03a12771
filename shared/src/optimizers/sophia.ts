import { InvalidArgumentError } from '../errors.js';
import {
  checkCurvature,
  checkDecay,
  checkGradient,
  checkStabiliser,
  firstState,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
} from './optimizer.js';
import { toSchedule } from './schedule.js';

export type SophiaState = OptimizerState & {
  /** Decayed mean of the gradients, shape [d]. */
  readonly mean: Float64Array;
  readonly meanDecayPower: number;
  /** Decayed mean of the curvatures, not yet divided by the weight it has gathered; shape [d] both. */
  readonly curvature: Float64Array;
  readonly curvatureWeight: Float64Array;
};

export interface SophiaOptions extends OptimizerOptions {
  /** β₁ in [0, 1); default 0.9 (published 0.96, for runs of many thousand steps). */
  readonly meanDecay?: number;
  /** β₂ in [0, 1); default 0.99. */
  readonly curvatureDecay?: number;
  /** γ > 0; default 0.01. With γ = η a step is Newton's, shortened to η. */
  readonly curvatureScale?: number;
  /** The least that a gradient is divided by, > 0; default 1e-12. */
  readonly stabiliser?: number;
}

/**
 * Sophia (Liu et al., arXiv 2305.14342, algorithm 3) on measured curvatures: m ← β₁m + (1−β₁)g, h ← β₂h + (1−β₂)ĥ where ĥ was given,
 * step = −η(t)·clip(m̂/max(γĥ̄, ε), ±1). `curvature` of an update is an estimate of the Hessian's diagonal, NaN where there is none;
 * estimators that take second differences give one. A coordinate whose curvature is unknown, or not positive on average, moves by η in
 * the direction of −m: without any curvature this is a descent by signs.
 *
 * Deviations: both averages are corrected for the zero they start from, as a state here may last ten steps only; no weight decay.
 * Sophia takes ĥ from back-propagation, this from values of f.
 */
export function createSophia(options: SophiaOptions): Optimizer<SophiaState> {
  const rate = toSchedule(options.learningRate);
  const { meanDecay = 0.9, curvatureDecay = 0.99, curvatureScale = 0.01, stabiliser = 1e-12 } = options;
  checkDecay('meanDecay', meanDecay);
  checkDecay('curvatureDecay', curvatureDecay);
  checkStabiliser(stabiliser);
  if (!(curvatureScale > 0 && Number.isFinite(curvatureScale))) {
    throw new InvalidArgumentError('curvatureScale', `${curvatureScale} must be a finite number above 0, for example 0.01`);
  }
  return {
    init: (dimension) => ({
      ...firstState(dimension),
      mean: new Float64Array(dimension),
      meanDecayPower: 1,
      curvature: new Float64Array(dimension),
      curvatureWeight: new Float64Array(dimension),
    }),
    update(gradient, state, measured) {
      checkGradient(gradient, state);
      if (measured !== undefined) checkCurvature(measured, state);
      const eta = rate(state.steps);
      const meanDecayPower = state.meanDecayPower * meanDecay;
      const { length } = gradient;
      const mean = new Float64Array(length);
      const step = new Float64Array(length);
      const curvature = state.curvature.slice();
      const curvatureWeight = state.curvatureWeight.slice();
      for (let j = 0; j < length; j++) {
        const m = meanDecay * state.mean[j]! + (1 - meanDecay) * gradient[j]!;
        mean[j] = m;
        const h = measured === undefined ? NaN : measured[j]!;
        if (!Number.isNaN(h)) {
          curvature[j] = curvatureDecay * curvature[j]! + (1 - curvatureDecay) * h;
          curvatureWeight[j] = curvatureDecay * curvatureWeight[j]! + (1 - curvatureDecay);
        }
        const average = curvatureWeight[j]! > 0 ? curvature[j]! / curvatureWeight[j]! : 0;
        const ratio = m / (1 - meanDecayPower) / Math.max(curvatureScale * average, stabiliser);
        step[j] = -eta * Math.max(-1, Math.min(1, ratio));
      }
      return { step, state: { ...state, steps: state.steps + 1, mean, meanDecayPower, curvature, curvatureWeight } };
    },
  };
}
