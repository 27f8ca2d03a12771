import type { ClientContext, ClientHalf } from '../../client-half.js';
import type { NamedTensors, Task } from '../../messages.js';
import { updateTensor, vectorTensor } from '../../tensor.js';
import { openTrajectory } from '../trajectory.js';
import { featureCorrection, type Correction } from './feature-correction.js';
import { fzoosLocalPhase, type LocalPhaseRules } from './local-phase.js';
import type { FzoosOptions } from './options.js';
import type { FzoosPhase } from './phase.js';
import type { FzoosSettings } from './settings.js';
import { fzoosStateOf, FIRST_STATE } from './state.js';
import { fzoosSurrogatePhase } from './surrogate-phase.js';

/**
 * FZooS beside a private objective (Shu et al., arXiv 2308.04077, Algorithm 1): trajectory-informed surrogate gradients, corrected by the
 * difference of the exchanged surrogates. Two phases a round: T local iterations; then active queries around the new iterate and the
 * surrogate's weights.
 *
 * With the published settings 107 queries a round, 1 + T + 5 (T − 1) + 1 + 50 at T = 10, and 10 once before the first. Time a round:
 * T Gaussian processes of O(n²d + n³) with n the local window, and a ridge fit of O(n M d + n² M) with n the surrogate window.
 *
 * Deviations from the published code, which change its curves: iterates are projected on the box; the uncertainty score is the one
 * that the paper defines, not the code's; gradients are closed forms; points are de-duplicated and the ridge is 1e-6, not 0; a step
 * is never rejected on the true F. The accept test is an option, and counted.
 */
export function fzoosClient(options: FzoosOptions): ClientHalf {
  const settings = { ...options, featureStructure: 'independent' } as const;
  const correctionLength = (t: number): number => (options.correctionLength === 'inverse-iteration' ? 1 / t : options.correctionLength);
  return fzoosClientOf(() => ({
    settings,
    rules: { correctionLength },
    correction: (phase) => featureCorrection(phase),
    measured: () => ({}),
  }));
}

/** How a kind of FZooS goes about a task. */
export interface FzoosWay {
  readonly settings: FzoosSettings;
  readonly rules: Omit<LocalPhaseRules, 'correction'>;
  /** cᵢ of the round; undefined where there is none. */
  correction(phase: FzoosPhase): Correction | undefined;
  /** What the first phase sends beside the iterate. */
  measured(): NamedTensors;
}

/** The two phases of FZooS at a client, whichever way its kind goes about them. */
export function fzoosClientOf(wayOf: (task: Task, context: ClientContext) => FzoosWay): ClientHalf {
  return {
    init: () => FIRST_STATE,
    *step(serialised, task, context) {
      const state = fzoosStateOf(serialised);
      const trajectory = openTrajectory(state.history, context.plan.dimension);
      const { dtype } = context.plan;
      const way = wayOf(task, context);
      const phase = { options: way.settings, task, context, state, trajectory };
      if (task.phase === 0) {
        const { iterate, startValue } = yield* fzoosLocalPhase(phase, { ...way.rules, correction: way.correction(phase) });
        return {
          state: { ...state, history: trajectory.stretches(), local: { round: task.round, iterate } },
          tensors: { update: updateTensor(task.iterate.values, iterate), ...way.measured() },
          iterateValue: startValue,
        };
      }
      const { weights, value } = yield* fzoosSurrogatePhase(phase);
      const surrogate = vectorTensor(weights, dtype, context.rounding);
      return {
        state: {
          ...state,
          history: trajectory.stretches(),
          surrogate: { round: task.round, values: surrogate.values },
          broadcast: { iterate: task.iterate.values, value },
        },
        tensors: { surrogate },
        iterateValue: value,
      };
    },
  };
}
