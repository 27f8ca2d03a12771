export type { ClientView } from './client-view.js';
export type { RoundRow } from './round-row.js';
export type { RunStatus, RunSummary, StopReason } from './run-summary.js';
