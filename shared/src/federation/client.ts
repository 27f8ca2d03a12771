/** The door for what runs beside an objective: agents, simulated clients. */
export { budgetSpentText } from './budget-spent.js';
export { createClientHalf } from './algorithms/client-halves.js';
export { createClientContext, type ClientContextConfig } from './client-context.js';
export type { ClientContext, ClientHalf, ClientStep, Mechanism } from './client-half.js';
export { disclosed } from './releases/disclosed.js';
export { ledgerTermsOf } from './releases/data-set-ledger.js';
export { costOf } from './releases/release-desk.js';
export { termsOfTask } from './releases/release-terms.js';
export { mechanismOf } from './releases/mechanism.js';
export type { PrivacyPlan } from './releases/privacy-plan.js';
export { StepFailure } from './step-failure.js';
export { runStep, type StepResult } from './client-step.js';
export type {
  AlgorithmOptions,
  ClientId,
  Contribution,
  NamedTensors,
  OutcomeCounts,
  RunId,
  RunPlan,
  Task,
  Tensor,
  WireDtype,
} from './messages.js';
export type { Serialisable } from './serialisable.js';
export { createStateLog, decodeState, encodeState, readLogged, type StateLog } from './state-codec.js';
export { createWorkspace, type Workspace } from './workspace.js';
