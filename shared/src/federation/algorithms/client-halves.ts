import type { ClientHalf } from '../client-half.js';
import type { AlgorithmOptions, RunPlan } from '../messages.js';
import { withAcceptTestAtClient } from './accept-test/client.js';
import { chosenMethod } from './auto/chosen-method.js';
import type { AutoOptions } from './auto/options.js';
import { withClosingPhaseAtClient } from './closing/client.js';
import { disclosing } from '../releases/disclosing-client.js';
import { differenceDescentClient } from './difference-descent/client.js';
import { fedlionClient } from './fedlion/client.js';
import { fedproxClient } from './fedprox/client.js';
import { fedzoClient } from './fedzo/client.js';
import { fzoosClient } from './fzoos/client.js';
import { fzoosAdaptiveClient } from './fzoos-adaptive/client.js';
import { fzoosSharedDesignClient } from './fzoos-shared-design/client.js';
import { gpTrustRegionClient } from './gp-trust-region/client.js';
import { withDifferencesAtClient } from './broadcast-differences/client.js';
import { resolveAlgorithm, type ResolvedAlgorithm } from './options.js';
import { privateFzoosClient } from './private-fzoos/client.js';
import { privateSurrogateClient } from './private-surrogate/client.js';
import { relayClient } from './relay/client.js';
import { scaffold1Client } from './scaffold1/client.js';
import { scaffold2Client } from './scaffold2/client.js';
import { seedScalarClient } from './seed-scalar/client.js';
import { sharedPointsClient } from './shared-points/client.js';
import { withUpdateEncoding } from './update-encoding.js';

/** The client half of a plan. Throws `InvalidArgumentError` on an unknown kind or option. */
export function createClientHalf(plan: RunPlan): ClientHalf {
  const method = withUpdateEncoding(openClientHalf(plan.algorithm));
  const isKeeping = plan.delta === true && method.iterateOf === undefined;
  return withClosingPhaseAtClient(isKeeping ? withDifferencesAtClient(method, plan) : method);
}

function openClientHalf(options: AlgorithmOptions): ClientHalf {
  const resolved = resolveAlgorithm(options);
  const plain = plainClientHalf(resolved);
  return 'acceptIfBetter' in resolved && resolved.acceptIfBetter ? withAcceptTestAtClient(plain) : plain;
}

function plainClientHalf(options: ResolvedAlgorithm): ClientHalf {
  switch (options.kind) {
    case 'auto':
      return withSuccessor(openClientHalf(chosenMethod(options)), options);
    case 'fzoos':
      return fzoosClient(options);
    case 'fzoos-adaptive':
      return fzoosAdaptiveClient(options);
    case 'fzoos-shared-design':
      return fzoosSharedDesignClient(options);
    case 'gp-trust-region':
      return gpTrustRegionClient(options);
    case 'fedzo':
      return fedzoClient(options);
    case 'fedprox':
      return fedproxClient(options);
    case 'fedlion':
      return fedlionClient(options);
    case 'scaffold1':
      return scaffold1Client(options);
    case 'scaffold2':
      return scaffold2Client(options);
    case 'seed-scalar':
      return seedScalarClient(options);
    case 'cma-es':
    case 'cbo':
    case 'bayesian-optimisation':
      return sharedPointsClient;
    case 'zo-diff2':
    case 'diff2-gd':
    case 'dp-gd':
      return disclosing(differenceDescentClient(options));
    case 'private-fzoos':
      return disclosing(privateFzoosClient(options));
    case 'private-surrogate':
      return disclosing(privateSurrogateClient(options));
  }
}

function withSuccessor(first: ClientHalf, { successor }: AutoOptions): ClientHalf {
  return successor === undefined ? first : relayClient(first, openClientHalf(successor));
}
