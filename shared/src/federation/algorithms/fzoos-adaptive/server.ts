import type { Serialisable } from '../../serialisable.js';
import type { ServerContext, ServerHalf } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { createServerStep } from '../server-step.js';
import { correctionLengths, FIGURES, remember } from './correction-length.js';
import type { FzoosAdaptiveOptions } from './options.js';
import { featureCount } from './settings.js';

/**
 * `fzoosServer`, which also keeps the clients' mean figures (tensor `alignment`, 3 T) and broadcasts the correction lengths that follow
 * from them (`lengths`, T) with the surrogate. Up d + 3 T + M, down 2 d + T + M.
 */
export function fzoosAdaptiveServer(options: FzoosAdaptiveOptions, { plan }: ServerContext): ServerHalf {
  const step = createServerStep(options);
  const figures = FIGURES * options.localIterations;
  return {
    phases: ['local', 'surrogate'],
    broadcastKinds: { lengths: 'figures' },
    contributionKinds: { update: 'update', alignment: 'figures' },
    init: (start) => ({ iterate: start, alignment: new Float64Array(figures) }),
    broadcast: ({ surrogate, alignment }, phase) =>
      phase === 0 && surrogate instanceof Float64Array ? { surrogate, lengths: correctionLengths(figuresOf(alignment)) } : {},
    expects: (phase, { dimension }) =>
      phase === 0 ? { update: [dimension], alignment: [figures] } : { surrogate: [featureCount(options, plan)] },
    update(state, phase, { tensors }) {
      if (phase === 1) return { ...state, surrogate: tensorValues(tensors, 'surrogate') };
      const alignment = remember(figuresOf(state['alignment']), tensorValues(tensors, 'alignment'));
      return { ...step(state, tensorValues(tensors, 'update')), alignment };
    },
  };
}

function figuresOf(alignment: Serialisable | undefined): Float64Array {
  if (alignment instanceof Float64Array) return alignment;
  throw new Error('the state of fzoos-adaptive lacks the figures of its correction lengths');
}
