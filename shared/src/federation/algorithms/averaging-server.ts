import type { ServerHalf } from '../server-half.js';
import { tensorValues } from '../tensor.js';
import type { LocalOptions } from './local-options.js';
import { serverStep } from './server-step.js';

/**
 * The server half of the methods that exchange iterates only (FedZO, FedProx): xᵣ is the weighted mean of the clients' local iterates,
 * damped or extrapolated by the server's learning rate. Up d, down d.
 */
export function averagingServer(options: LocalOptions): ServerHalf {
  return {
    phases: ['local'],
    init: (start) => ({ iterate: start }),
    broadcast: () => ({}),
    expects: (_phase, { dimension }) => ({ iterate: [dimension] }),
    update: (state, _phase, { tensors }) => ({
      iterate: serverStep(state.iterate, tensorValues(tensors, 'iterate'), options.serverLearningRate),
    }),
  };
}
