import type { ServerHalf } from '../server-half.js';
import { tensorValues } from '../tensor.js';
import { createServerStep, type ServerStepOptions } from './server-step.js';

/**
 * The server half of the methods that exchange iterates only (FedZO, FedProx): xᵣ is the weighted mean of the clients' local iterates,
 * damped or extrapolated by the server's learning rate, or a step of the server's optimizer towards it. Up d, down d.
 */
export function averagingServer(options: ServerStepOptions): ServerHalf {
  const step = createServerStep(options);
  return {
    phases: ['local'],
    init: (start) => ({ iterate: start }),
    broadcast: () => ({}),
    expects: (_phase, { dimension }) => ({ iterate: [dimension] }),
    update: (state, _phase, { tensors }) => step(state, tensorValues(tensors, 'iterate')),
  };
}
