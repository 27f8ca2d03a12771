export type { Evaluating } from '../objectives/evaluating.js';
export type { ClientContext, ClientHalf, ClientStep, Workspace } from './client-half.js';
export { StepFailure } from './client-half.js';
export type { Serialisable } from './serialisable.js';
export type { Aggregate, ServerHalf, ServerState } from './server-half.js';
