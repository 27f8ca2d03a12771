import type { Kernels } from '../../numeric/kernels.js';
import type { RunPlan } from '../messages.js';
import type { ServerContext, ServerHalf } from '../server-half.js';
import { withAcceptTestAtServer } from './accept-test/server.js';
import { averagingServer } from './averaging-server.js';
import { chosenMethod } from './auto/chosen-method.js';
import type { AutoOptions } from './auto/options.js';
import { bayesianOptimisationServer } from './bayesian-optimisation/server.js';
import { cboServer } from './cbo/server.js';
import { cmaEsServer } from './cma-es/server.js';
import { differenceDescentServer } from './difference-descent/server.js';
import { fedlionServer } from './fedlion/server.js';
import { fzoosServer } from './fzoos/server.js';
import { fzoosAdaptiveServer } from './fzoos-adaptive/server.js';
import { fzoosSharedDesignServer } from './fzoos-shared-design/server.js';
import { gpTrustRegionServer } from './gp-trust-region/server.js';
import { resolveAlgorithm, type ResolvedAlgorithm } from './options.js';
import { privateFzoosServer } from './private-fzoos/server.js';
import { privateSurrogateServer } from './private-surrogate/server.js';
import { withDifferencesAtServer } from './broadcast-differences/server.js';
import { patienceOf } from './relay/evidence.js';
import { relayServer } from './relay/server.js';
import { scaffold1Server } from './scaffold1/server.js';
import { scaffold2Server } from './scaffold2/server.js';
import { seedScalarServer } from './seed-scalar/server.js';

/** The server half of a plan. Throws `InvalidArgumentError` on an unknown kind or option. */
export function createServerHalf(plan: RunPlan, kernels: Kernels): ServerHalf {
  const half = methodServerHalf(plan, kernels);
  return plan.delta === true && half.replay === undefined ? withDifferencesAtServer(half, plan) : half;
}

function methodServerHalf(plan: RunPlan, kernels: Kernels): ServerHalf {
  const resolved = resolveAlgorithm(plan.algorithm);
  const half = plainServerHalf(resolved, { plan, kernels });
  return 'acceptIfBetter' in resolved && resolved.acceptIfBetter ? withAcceptTestAtServer(half) : half;
}

function plainServerHalf(options: ResolvedAlgorithm, context: ServerContext): ServerHalf {
  switch (options.kind) {
    case 'auto':
      return autoServer(options, context);
    case 'fzoos':
      return fzoosServer(options);
    case 'fzoos-adaptive':
      return fzoosAdaptiveServer(options, context);
    case 'fzoos-shared-design':
      return fzoosSharedDesignServer(options, context);
    case 'gp-trust-region':
      return gpTrustRegionServer(options, context);
    case 'fedzo':
    case 'fedprox':
      return averagingServer(options);
    case 'fedlion':
      return fedlionServer(options, context.plan);
    case 'scaffold1':
      return scaffold1Server(options);
    case 'scaffold2':
      return scaffold2Server(options);
    case 'seed-scalar':
      return seedScalarServer(options, context.plan);
    case 'cma-es':
      return cmaEsServer(options, context);
    case 'cbo':
      return cboServer(options, context);
    case 'bayesian-optimisation':
      return bayesianOptimisationServer(options, context);
    case 'zo-diff2':
    case 'diff2-gd':
    case 'dp-gd':
      return differenceDescentServer(options, context.plan);
    case 'private-fzoos':
      return privateFzoosServer(options, context);
    case 'private-surrogate':
      return privateSurrogateServer(options, context);
  }
}

function autoServer({ successor, ...options }: AutoOptions, { plan, kernels }: ServerContext): ServerHalf {
  const method = chosenMethod(options);
  const first = methodServerHalf({ ...plan, algorithm: method }, kernels);
  if (successor === undefined) return first;
  const second = methodServerHalf({ ...plan, algorithm: successor }, kernels);
  return relayServer({ first, second, successor: successor.kind, patience: patienceOf(plan.dimension, method['directions']) }, plan);
}
