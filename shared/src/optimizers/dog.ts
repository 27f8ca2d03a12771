import { checkGradient, firstState, type Optimizer, type OptimizerOptions, type OptimizerState } from './optimizer.js';
import { toSchedule } from './schedule.js';

export type DogState = OptimizerState & {
  /** The sum of the steps so far, shape [d], and the greatest length it ever had. */
  readonly moved: Float64Array;
  readonly farthest: number;
  /** Σ ‖g‖². */
  readonly squares: number;
  /** The rate at the first step. */
  readonly firstRate: number;
};

/**
 * DoG, distance over gradients (Ivgi, Hinder & Carmon, arXiv 2302.12022): step = −max_{s≤t} ‖x_s − x₀‖ / √(Σ_{s≤t} ‖g_s‖²) · g. No rate
 * to choose: `learningRate` is the length of the first step, in units of x (published: 1e-6 of ‖x₀‖), whose influence fades as soon
 * as the point has moved farther than that; a schedule scales later steps by its value relative to the first. A fallback where no
 * rate is known: published comparisons have it behind a rate that was looked for.
 *
 * Deviation: the distance is that of the steps' sum, for an optimizer does not see how the box cut them.
 */
export function createDog(options: OptimizerOptions): Optimizer<DogState> {
  const rate = toSchedule(options.learningRate);
  return {
    init: (dimension) => ({ ...firstState(dimension), moved: new Float64Array(dimension), farthest: 0, squares: 0, firstRate: 0 }),
    update(gradient, state) {
      checkGradient(gradient, state);
      const current = rate(state.steps);
      const firstRate = state.steps === 0 ? current : state.firstRate;
      const squares = state.squares + squaredNorm(gradient);
      const farthest = Math.max(firstRate, state.farthest);
      const relative = firstRate > 0 ? current / firstRate : 0;
      const eta = squares > 0 ? (relative * farthest) / Math.sqrt(squares) : 0;
      const step = new Float64Array(gradient.length);
      const moved = new Float64Array(gradient.length);
      for (let j = 0; j < step.length; j++) {
        step[j] = -eta * gradient[j]!;
        moved[j] = state.moved[j]! + step[j]!;
      }
      const distance = Math.sqrt(squaredNorm(moved));
      return { step, state: { ...state, steps: state.steps + 1, moved, farthest: Math.max(farthest, distance), squares, firstRate } };
    },
  };
}

function squaredNorm(vector: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < vector.length; j++) sum += vector[j]! * vector[j]!;
  return sum;
}
