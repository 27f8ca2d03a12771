import { checkGradient, firstState, type Optimizer, type OptimizerOptions, type OptimizerState } from './optimizer.js';
import { toSchedule } from './schedule.js';

export type SgdState = OptimizerState;

/** Gradient descent: step = −η(t)·g. */
export function createSgd(options: OptimizerOptions): Optimizer<SgdState> {
  const rate = toSchedule(options.learningRate);
  return {
    init: firstState,
    update(gradient, state) {
      checkGradient(gradient, state);
      const eta = rate(state.steps);
      return { step: gradient.map((component) => -eta * component), state: { ...state, steps: state.steps + 1 } };
    },
  };
}
