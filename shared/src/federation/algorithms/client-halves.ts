import type { ClientHalf } from '../client-half.js';
import type { AlgorithmOptions } from '../messages.js';
import { withAcceptTestAtClient } from './accept-test/client.js';
import { fedproxClient } from './fedprox/client.js';
import { fedzoClient } from './fedzo/client.js';
import { fzoosClient } from './fzoos/client.js';
import { resolveAlgorithm, type ResolvedAlgorithm } from './options.js';
import { scaffold1Client } from './scaffold1/client.js';
import { scaffold2Client } from './scaffold2/client.js';

/** The client half of the method that `options` names. Throws `InvalidArgumentError` on an unknown kind or option. */
export function createClientHalf(options: AlgorithmOptions): ClientHalf {
  const resolved = resolveAlgorithm(options);
  const half = plainClientHalf(resolved);
  return resolved.acceptIfBetter ? withAcceptTestAtClient(half) : half;
}

function plainClientHalf(options: ResolvedAlgorithm): ClientHalf {
  switch (options.kind) {
    case 'fzoos':
      return fzoosClient(options);
    case 'fedzo':
      return fedzoClient(options);
    case 'fedprox':
      return fedproxClient(options);
    case 'scaffold1':
      return scaffold1Client(options);
    case 'scaffold2':
      return scaffold2Client(options);
  }
}
