import type { ServerHalf } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { createServerStep } from '../server-step.js';
import type { Scaffold2Options } from './options.js';

/** SCAFFOLD II at the coordinator: the mean iterate, and the mean of the clients' mean gradient estimates as the next control. Up 2d, down 2d. */
export function scaffold2Server(options: Scaffold2Options): ServerHalf {
  const step = createServerStep(options);
  return {
    phases: ['local'],
    contributionKinds: { update: 'update' },
    init: (start) => ({ iterate: start }),
    broadcast: ({ control }) => (control instanceof Float64Array ? { control } : {}),
    expects: (_phase, { dimension }) => ({ update: [dimension], control: [dimension] }),
    update: (state, _phase, { tensors }) => ({
      ...step(state, tensorValues(tensors, 'update')),
      control: tensorValues(tensors, 'control'),
    }),
  };
}
