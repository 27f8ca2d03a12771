import type { ServerHalf } from '../server-half.js';
import { tensorValues } from '../tensor.js';
import { createServerStep, type ServerStepOptions } from './server-step.js';

/**
 * The server half of the methods that exchange iterates only (FedZO, FedProx): xᵣ is the weighted mean of the clients' local iterates,
 * damped or extrapolated by the server's learning rate, or a step of the server's optimizer towards it. Clients send how far they went
 * from the broadcast iterate, which any wire type holds more closely than where they are. Up d, down d.
 */
export function averagingServer(options: ServerStepOptions): ServerHalf {
  const step = createServerStep(options);
  return {
    phases: ['local'],
    contributionKinds: { update: 'update' },
    init: (start) => ({ iterate: start }),
    broadcast: () => ({}),
    expects: (_phase, { dimension }) => ({ update: [dimension] }),
    update: (state, _phase, { tensors }) => step(state, tensorValues(tensors, 'update')),
  };
}
