import { checkDecay, checkGradient, firstState, type Optimizer, type OptimizerOptions, type OptimizerState } from './optimizer.js';
import { toSchedule } from './schedule.js';

export type LionState = OptimizerState & {
  /** Decayed mean of the gradients, shape [d]. */
  readonly mean: Float64Array;
};

export interface LionOptions extends OptimizerOptions {
  /** β₁ in [0, 1): what the step remembers; default 0.9. */
  readonly stepDecay?: number;
  /** β₂ in [0, 1): what the state remembers; default 0.99. */
  readonly meanDecay?: number;
}

/**
 * Lion (Chen et al., arXiv 2302.06675, algorithm 2): step = −η(t)·sign(β₁m + (1−β₁)g), then m ← β₂m + (1−β₂)g. Every coordinate moves by
 * η, whatever the gradient's size; one that is exactly 0 stays. The step is one bit a coordinate. Use a rate 3 to 10 times below Adam's.
 *
 * Deviation: no weight decay. It bounds ‖x‖∞ (Chen et al., arXiv 2310.05898), which the box does here.
 */
export function createLion(options: LionOptions): Optimizer<LionState> {
  const rate = toSchedule(options.learningRate);
  const { stepDecay = 0.9, meanDecay = 0.99 } = options;
  checkDecay('stepDecay', stepDecay);
  checkDecay('meanDecay', meanDecay);
  return {
    init: (dimension) => ({ ...firstState(dimension), mean: new Float64Array(dimension) }),
    update(gradient, state) {
      checkGradient(gradient, state);
      const eta = rate(state.steps);
      const { length } = gradient;
      const mean = new Float64Array(length);
      const step = new Float64Array(length);
      for (let j = 0; j < length; j++) {
        const g = gradient[j]!;
        const m = state.mean[j]!;
        // Written so that a coordinate at rest steps by 0, not by −0.
        const direction = stepDecay * m + (1 - stepDecay) * g;
        step[j] = direction > 0 ? -eta : direction < 0 ? eta : 0;
        mean[j] = meanDecay * m + (1 - meanDecay) * g;
      }
      return { step, state: { ...state, steps: state.steps + 1, mean } };
    },
  };
}
