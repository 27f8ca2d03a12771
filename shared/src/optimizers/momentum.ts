import { checkDecay, checkGradient, firstState, type Optimizer, type OptimizerOptions, type OptimizerState } from './optimizer.js';
import { toSchedule } from './schedule.js';

export type MomentumState = OptimizerState & {
  /** The decayed sum of gradients, shape [d]. */
  readonly trace: Float64Array;
};

export interface MomentumOptions extends OptimizerOptions {
  /** β in [0, 1); default 0.9. */
  readonly decay?: number;
}

/**
 * Heavy ball (Polyak 1964): trace ← β·trace + g, step = −η(t)·trace. The gradient enters with weight 1, not 1 − β, so a constant
 * gradient ends up with a step of η/(1 − β) times it.
 */
export function createMomentum(options: MomentumOptions): Optimizer<MomentumState> {
  const rate = toSchedule(options.learningRate);
  const { decay = 0.9 } = options;
  checkDecay('decay', decay);
  return {
    init: (dimension) => ({ ...firstState(dimension), trace: new Float64Array(dimension) }),
    update(gradient, state) {
      checkGradient(gradient, state);
      const eta = rate(state.steps);
      const trace = state.trace.map((sum, j) => decay * sum + gradient[j]!);
      return { step: trace.map((sum) => -eta * sum), state: { ...state, steps: state.steps + 1, trace } };
    },
  };
}
