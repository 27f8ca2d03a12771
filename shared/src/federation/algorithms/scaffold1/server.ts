import type { ServerHalf } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { createServerStep } from '../server-step.js';
import type { Scaffold1Options } from './options.js';

/**
 * SCAFFOLD I at the coordinator: the mean iterate, then the mean of the clients' estimates at it as the next round's control. Up 2d,
 * down 2d and a second trip.
 */
export function scaffold1Server(options: Scaffold1Options): ServerHalf {
  const step = createServerStep(options);
  return {
    phases: ['local', 'control'],
    contributionKinds: { update: 'update' },
    init: (start) => ({ iterate: start }),
    broadcast: ({ control }, phase) => (phase === 0 && control instanceof Float64Array ? { control } : {}),
    expects: (phase, { dimension }) => (phase === 0 ? { update: [dimension] } : { control: [dimension] }),
    update(state, phase, { tensors }) {
      if (phase === 1) return { ...state, control: tensorValues(tensors, 'control') };
      // The old control belongs to the old iterate: it is dropped until the clients have measured at the new one.
      return step(state, tensorValues(tensors, 'update'));
    },
  };
}
