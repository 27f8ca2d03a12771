import {
  checkDecay,
  checkGradient,
  checkStabiliser,
  firstState,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
} from './optimizer.js';
import { toSchedule } from './schedule.js';

export type AdamState = OptimizerState & {
  /** Decayed means of the gradients and of the squares, not yet corrected for the zero they start from; shape [d]. */
  readonly mean: Float64Array;
  readonly meanSquare: Float64Array;
  /** β₁^t and β₂^t, kept as running products because `Math.pow` need not give the same bits everywhere. */
  readonly meanDecayPower: number;
  readonly squareDecayPower: number;
};

export interface AdamOptions extends OptimizerOptions {
  /** β₁ in [0, 1); default 0.9. */
  readonly meanDecay?: number;
  /** β₂ in [0, 1); default 0.999. */
  readonly squareDecay?: number;
  /** Added to the root, > 0, in units of the gradient; default 1e-8. */
  readonly stabiliser?: number;
}

/**
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)s², step = −η(t)·m̂/(√v̂ + ε) with m̂ = m/(1−β₁^t), v̂ = v/(1−β₂^t); s is the gradient g, or the
 * corrected mean m̂.
 */
export function createBiasCorrected(options: AdamOptions, squared: 'gradient' | 'correctedMean'): Optimizer<AdamState> {
  const rate = toSchedule(options.learningRate);
  const { meanDecay = 0.9, squareDecay = 0.999, stabiliser = 1e-8 } = options;
  checkDecay('meanDecay', meanDecay);
  checkDecay('squareDecay', squareDecay);
  checkStabiliser(stabiliser);
  const squaresGradient = squared === 'gradient';
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
      // One pass: this runs once a local step of every client.
      for (let j = 0; j < length; j++) {
        const g = gradient[j]!;
        const m = meanDecay * state.mean[j]! + (1 - meanDecay) * g;
        const corrected = m / (1 - meanDecayPower);
        const s = squaresGradient ? g : corrected;
        const v = squareDecay * state.meanSquare[j]! + (1 - squareDecay) * (s * s);
        mean[j] = m;
        meanSquare[j] = v;
        step[j] = (-eta * corrected) / (Math.sqrt(v / (1 - squareDecayPower)) + stabiliser);
      }
      return { step, state: { ...state, steps: state.steps + 1, mean, meanSquare, meanDecayPower, squareDecayPower } };
    },
  };
}
