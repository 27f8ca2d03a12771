import type { AlgorithmOptions } from '../messages.js';
import type { ServerHalf } from '../server-half.js';
import { withAcceptTestAtServer } from './accept-test/server.js';
import { averagingServer } from './averaging-server.js';
import { fzoosServer } from './fzoos/server.js';
import { resolveAlgorithm, type ResolvedAlgorithm } from './options.js';
import { scaffold1Server } from './scaffold1/server.js';
import { scaffold2Server } from './scaffold2/server.js';

/** The server half of the method that `options` names. Throws `InvalidArgumentError` on an unknown kind or option. */
export function createServerHalf(options: AlgorithmOptions): ServerHalf {
  const resolved = resolveAlgorithm(options);
  const half = plainServerHalf(resolved);
  return resolved.acceptIfBetter ? withAcceptTestAtServer(half) : half;
}

function plainServerHalf(options: ResolvedAlgorithm): ServerHalf {
  switch (options.kind) {
    case 'fzoos':
      return fzoosServer(options);
    case 'fedzo':
    case 'fedprox':
      return averagingServer(options);
    case 'scaffold1':
      return scaffold1Server(options);
    case 'scaffold2':
      return scaffold2Server(options);
  }
}
