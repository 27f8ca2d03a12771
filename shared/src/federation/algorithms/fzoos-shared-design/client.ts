import type { ClientContext, ClientHalf, ClientStep } from '../../client-half.js';
import type { Task } from '../../messages.js';
import type { Evaluating } from '../../../objectives/evaluating.js';
import { byteTensor, figureTensor, tensorValues, updateTensor, vectorTensor } from '../../tensor.js';
import { fzoosLocalPhase } from '../fzoos/local-phase.js';
import { designPoints } from '../gp-trust-region/shared-design.js';
import { evaluateBroadcast } from '../local-descent.js';
import { differencesFrom } from '../shared-points/differences.js';
import { openTrajectory } from '../trajectory.js';
import { gapCorrection } from './gap-correction.js';
import type { FzoosSharedDesignOptions } from './options.js';
import { extendedGap, sharedDesignStateOf, type SharedDesignState } from './state.js';

const WINDOW = { least: 150, most: 400 };

/**
 * The local trajectory process of FZooS (arXiv 2308.04077, §4.1) with transfer through a shared design in place of random features: behind
 * the local iterations all clients evaluate xᵣ and the same K points around it, and get the mean of their values. The correction
 * is the gradient of a Gaussian process of F − fᵢ at these points, at full length: it has no feature error, K numbers carry it, and since all
 * clients see the same directions, what it misses cancels in their mean. Older designs count on.
 *
 * For clients whose queries cost only time. 1 + T + 5 (T − 1) + 1 + K queries a round, and 10 once before the first. O(n³) a local step,
 * twice.
 */
export function fzoosSharedDesignClient(options: FzoosSharedDesignOptions): ClientHalf {
  return {
    init: () => sharedDesignStateOf(null),
    step(serialised, task, context) {
      const state = sharedDesignStateOf(serialised);
      return task.phase === 0 ? descend(state, options, { task, context }) : evaluateDesign(state, options, { task, context });
    },
  };
}

interface Occasion {
  readonly task: Task;
  readonly context: ClientContext;
}

function* descend(
  state: SharedDesignState,
  options: FzoosSharedDesignOptions,
  { task, context }: Occasion,
): Evaluating<ClientStep<SharedDesignState>> {
  const d = context.plan.dimension;
  const trajectory = openTrajectory(state.history, d);
  const count = options.sharedWindow ?? between(d + options.directions);
  const gap = extendedGap(state, task.tensors['means']?.values, { round: task.round, count, dimension: d });
  const settings = { ...options, localWindow: options.localWindow ?? between(d) };
  const { iterate, startValue } = yield* fzoosLocalPhase(
    { options: settings, task, context, state, trajectory },
    {
      correctionLength: () => 1,
      correction: gapCorrection(gap, options, context),
      virtualSteps: { most: options.virtualSteps, uncertainty: options.virtualUncertainty },
    },
  );
  return {
    state: { ...state, history: trajectory.stretches(), start: { round: task.round, value: startValue }, design: null, gap },
    tensors: { update: updateTensor(task.iterate.values, iterate) },
    iterateValue: startValue,
  };
}

function* evaluateDesign(
  state: SharedDesignState,
  options: FzoosSharedDesignOptions,
  { task, context }: Occasion,
): Evaluating<ClientStep<SharedDesignState>> {
  const { plan, workspace } = context;
  const d = plan.dimension;
  const x = task.iterate.values;
  const trajectory = openTrajectory(state.history, d);
  const [radius = 0, first = 0] = tensorValues(task.tensors, 'design');
  const points = designPoints({ centre: x, radius, first, count: options.directions }, plan.seed, workspace);
  const { value } = yield* evaluateBroadcast(x);
  trajectory.add(x, value);
  const { differences, present, infeasible } = yield* differencesFrom(x, value, points);
  const y = new Float64Array(points.length + 1).fill(Number.NaN);
  y[0] = value;
  points.forEach((point, k) => {
    if (present[k] !== 1 || infeasible[k] === 1) return;
    y[k + 1] = value + differences[k]!;
    trajectory.add(point, y[k + 1]!);
  });
  const design = new Float64Array(y.length * d);
  [x, ...points].forEach((point, k) => design.set(point, k * d));
  const began = state.start?.round === task.round ? state.start.value : undefined;
  return {
    state: {
      ...state,
      history: trajectory.stretches(),
      broadcast: { iterate: x, value },
      design: { round: task.round, x: design, y },
    },
    tensors: {
      differences: vectorTensor(differences, plan.dtype, context.rounding),
      present: byteTensor(present),
      infeasible: byteTensor(infeasible),
      change: figureTensor(began === undefined ? Float64Array.of(0, 0) : Float64Array.of(value - began, 1), plan.dtype),
    },
    iterateValue: value,
  };
}

function between(count: number): number {
  return Math.min(WINDOW.most, Math.max(WINDOW.least, count));
}
