import { figureDtype, roundToDtype } from '../../../numeric/dtype.js';
import type { Serialisable } from '../../serialisable.js';
import type { ServerContext, ServerHalf, ServerState } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { createServerStep } from '../server-step.js';
import { ANSWER_KINDS, answersOf, checkPointCount, expectedAnswers } from '../shared-points/answers.js';
import type { FzoosSharedDesignOptions } from './options.js';

/** Bounds of the design's radius, in units of √d: of a step that is too short to show a slope, and of the local steps of a round. */
const RADIUS = { least: 1e-4, most: 0.1 };

/**
 * The coordinator of `fzoosSharedDesignClient`: xᵣ as in FZooS, then a design of K public points around it whose radius is the length of the
 * step that led there. What it broadcasts of the last design (`means`, 2 K + 1): F(xᵣ) − F(x₀) as clients' changes add up to it,
 * F(p) − F(xᵣ) at every point, and 1 where enough clients have one and none finds it infeasible, else 0. Up d + 3 K + 2, down 2 d + 2 K + 3.
 */
export function fzoosSharedDesignServer(options: FzoosSharedDesignOptions, { plan }: ServerContext): ServerHalf {
  checkPointCount('directions', options.directions, plan);
  const { directions } = options;
  const step = createServerStep(options);
  const root = Math.sqrt(plan.dimension);
  const asFigures = (values: Float64Array): Float64Array => roundToDtype(values, figureDtype(plan.dtype));
  return {
    phases: ['local', 'design'],
    broadcastKinds: { means: 'figures', design: 'figures' },
    contributionKinds: { ...ANSWER_KINDS, update: 'update', change: 'figures' },
    init: (start) => ({ iterate: start, level: 0, radius: options.firstRadius * root, first: 0 }),
    broadcast(state, phase): Record<string, Float64Array> {
      if (phase === 1) return { design: asFigures(Float64Array.of(numberOf(state['radius']), numberOf(state['first']))) };
      return state['means'] instanceof Float64Array ? { means: state['means'] } : {};
    },
    expects: (phase, { dimension }) => (phase === 0 ? { update: [dimension] } : { ...expectedAnswers(directions), change: [2] }),
    update(state, phase, { tensors }): ServerState {
      if (phase === 0) {
        const { means: _, ...before } = state;
        const moved = step(state, tensorValues(tensors, 'update'));
        const length = Math.hypot(...moved.iterate.map((coordinate, j) => coordinate - state.iterate[j]!));
        const radius = length > 0 ? Math.min(RADIUS.most * root, Math.max(RADIUS.least * root, length)) : numberOf(state['radius']);
        return { ...before, ...moved, radius };
      }
      const [change = 0, known = 0] = tensorValues(tensors, 'change');
      const level = numberOf(state['level']) + (known > 0 ? change / known : 0);
      const answers = answersOf(tensors);
      const means = Float64Array.of(
        level,
        ...answers.map((answer) => answer?.difference ?? 0),
        ...answers.map((answer) => (answer?.eligible === true ? 1 : 0)),
      );
      return { ...state, level, first: numberOf(state['first']) + directions, means: asFigures(means) };
    },
  };
}

function numberOf(value: Serialisable | undefined): number {
  if (typeof value === 'number') return value;
  throw new Error('the state of fzoos-shared-design lacks a number');
}
