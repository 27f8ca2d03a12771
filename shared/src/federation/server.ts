/** The door for a coordinator. Nothing behind it reaches an objective: a coordinator has no oracle for F. */
export { ALGORITHM_OPTIONS, PRIVATE_METHODS, isAlgorithmKind, resolveAlgorithm, type AlgorithmKind } from './algorithms/options.js';
export { createServerHalf } from './algorithms/server-halves.js';
export { resolveForRun } from './algorithms/auto/resolve-for-run.js';
export { chooseEncoding, type CodecOptions, type Encoding } from './wire/choose-encoding.js';
export { blockDirections } from './algorithms/difference-recursion/directions.js';
export { uploadRoom } from './wire/upload-room.js';
export { CLOSING_PHASE } from './messages.js';
export { openRunReleases, type ReleasedByRun, type RunReleases, type RunReleasesParts } from './releases/run-releases.js';
export { resolvePrivateRun, type PrivateRunTerms } from './releases/resolve-private-run.js';
export type { PrivacyPlan } from './releases/privacy-plan.js';
export type { ReleaseDesk } from './releases/release-desk.js';
export type { Rejection } from './contribution-rules.js';
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
export { createRoundEngine, type EngineConfig, type Measure, type PhaseSummary, type RoundEngine, type Verdict } from './round-engine.js';
export { addOutcomes, NO_OUTCOMES, type Member, type RunState, type RunTotals } from './run-state.js';
export type { Selection } from './selection.js';
export type { Serialisable } from './serialisable.js';
export type { ServerHalf, ServerState } from './server-half.js';
export { createStateLog, decodeState, encodeState, readLogged, type StateLog } from './state-codec.js';
