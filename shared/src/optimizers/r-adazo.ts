import type { AdamOptions } from './adam.js';
import { checkDecay, checkGradient, checkStabiliser, firstState, type Optimizer, type OptimizerState } from './optimizer.js';
import { toSchedule } from './schedule.js';

export type RefinedAdamState = OptimizerState & {
  /** Decayed mean of the gradients, and decayed mean of the squares of the corrected mean; shape [d]. */
  readonly mean: Float64Array;
  readonly meanSquare: Float64Array;
  /** β₁^t and β₂^t as running products. */
  readonly meanDecayPower: number;
  readonly squareDecayPower: number;
};

/**
 * R-AdaZO (Shu et al., arXiv 2502.01014, algorithm 1): Adam whose second moment is that of the averaged gradient, not of the noisy
 * estimates: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)m̂², step = −η(t)·m̂/(√v̂ + ε). Where the noise of an estimate exceeds the gradient by
 * far, Adam's root measures the noise and steps become small; this one measures what is left after averaging, and steps stay of the
 * order η. Faster early on, coarser at the end: let the rate decay.
 *
 * Deviation: moments are corrected for the zero they start from, as in Adam, and v takes in the corrected mean. The published code
 * corrects neither, so its first step is η/√(1−β₂) ≈ 32 η; a state that begins anew every round would take that step every round.
 */
export function createRefinedAdam(options: AdamOptions): Optimizer<RefinedAdamState> {
  const rate = toSchedule(options.learningRate);
  const { meanDecay = 0.9, squareDecay = 0.999, stabiliser = 1e-8 } = options;
  checkDecay('meanDecay', meanDecay);
  checkDecay('squareDecay', squareDecay);
  checkStabiliser(stabiliser);
  return {
    init: (dimension) => ({
      ...firstState(dimension),
      mean: new Float64Array(dimension),
      meanSquare: new Float64Array(dimension),
      meanDecayPower: 1,
      squareDecayPower: 1,
    }),
    update(gradient, state) {
      checkGradient(gradient, state);
      const eta = rate(state.steps);
      const meanDecayPower = state.meanDecayPower * meanDecay;
      const squareDecayPower = state.squareDecayPower * squareDecay;
      const { length } = gradient;
      const mean = new Float64Array(length);
      const meanSquare = new Float64Array(length);
      const step = new Float64Array(length);
      for (let j = 0; j < length; j++) {
        const m = meanDecay * state.mean[j]! + (1 - meanDecay) * gradient[j]!;
        const corrected = m / (1 - meanDecayPower);
        const v = squareDecay * state.meanSquare[j]! + (1 - squareDecay) * (corrected * corrected);
        mean[j] = m;
        meanSquare[j] = v;
        step[j] = (-eta * corrected) / (Math.sqrt(v / (1 - squareDecayPower)) + stabiliser);
      }
      return { step, state: { ...state, steps: state.steps + 1, mean, meanSquare, meanDecayPower, squareDecayPower } };
    },
  };
}
