/** The door of the headless client, for programs that run an agent of their own. */
export { createAgent, type CreateAgentOptions } from './agent/create-agent.js';
export type { Agent, AgentEnd, AgentOptions } from './agent/agent.js';
export type { AgentEvent, ClientProgress, ReleasedAbout } from './agent/agent-event.js';
export { lineLog, type LogSink } from './log-sink.js';
export { readObjectiveFile } from './objectives/objective-file.js';
export type { EvaluationContext, ModuleAnswer, ModuleEvaluate } from './objectives/module-objective.js';
export { openLedgerFolder, type LedgerFolder } from './ledger/ledger-folder.js';
export { readKeptLedgers, type KeptLedger } from './ledger/kept-ledgers.js';
export { UserError } from './user-error.js';
