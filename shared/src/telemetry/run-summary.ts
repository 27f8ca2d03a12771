/** What the coordinator tells of a run at a glance: one object of the HTTP API and of the event stream. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  /** What ended the run; null while it goes on, and when it failed. */
  readonly stopped: StopReason | null;
  /** Rounds that are complete. */
  readonly round: number;
  /** Rounds that were asked for. */
  readonly rounds: number;
  /** Index of the open phase of the round in work; `phases` while only the last iterate's value is asked for, and after that. */
  readonly phase: number;
  readonly phases: number;
  /** 0 until it is known from the clients that take part. */
  readonly dimension: number;
  readonly algorithm: string;
  /** Weighted means of what clients reported; null where nobody did. */
  readonly value: { readonly initial: number | null; readonly best: number | null; readonly final: number | null };
  readonly queries: number;
  readonly bytes: { readonly up: number; readonly down: number };
  readonly seconds: number;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** Why the run does not move, in words, and the clients it is about. */
  readonly waiting: { readonly reason: string; readonly clients: readonly string[] } | null;
}

export type RunStatus = 'waiting' | 'running' | 'paused' | 'completed' | 'stopped' | 'failed';

export const STOP_REASONS = ['rounds', 'value', 'queries', 'seconds', 'operator', 'interrupted', 'privacy'] as const;

export type StopReason = (typeof STOP_REASONS)[number];
