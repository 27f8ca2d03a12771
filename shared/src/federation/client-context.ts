import type { Kernels } from '../numeric/kernels.js';
import { createStream } from '../numeric/random-stream.js';
import type { ClientContext, Mechanism } from './client-half.js';
import type { Workspace } from './workspace.js';
import type { RunPlan } from './messages.js';

export interface ClientContextConfig {
  readonly plan: RunPlan;
  readonly clientNumber: number;
  readonly round: number;
  readonly phase: number;
  readonly kernels: Kernels;
  readonly workspace: Workspace;
  readonly mechanism?: Mechanism | undefined;
}

/** The context of one step: streams are named by the plan's seed, the client's number and the round; that of rounding also by the phase. */
export function createClientContext(config: ClientContextConfig): ClientContext {
  const { plan, clientNumber, round, phase, kernels, workspace, mechanism } = config;
  return {
    plan,
    clientNumber,
    kernels,
    workspace,
    rounding: createStream({ seed: plan.seed, client: clientNumber, round, purpose: 'rounding', phase }),
    ...(mechanism === undefined ? {} : { mechanism }),
    stream: (purpose) => createStream({ seed: plan.seed, client: clientNumber, round, purpose }),
  };
}
