import type { RoundRow, RunStatus, StopReason } from '@fedzoo/shared/telemetry';
import type { StoredRun } from '../store/store.js';

/** How far a run has come, beside its engine state. */
export interface RunProgress {
  readonly status: RunStatus;
  readonly stopped: StopReason | null;
  /** Why it failed, or which budget stopped it; null otherwise. */
  readonly failure: string | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** The value at x0, once known. */
  readonly initialValue: number | null;
  /** The last complete round; null before the start. */
  readonly row: RoundRow | null;
}

export function isOpen({ status }: { readonly status: RunStatus }): boolean {
  return status === 'waiting' || status === 'running' || status === 'paused';
}

/** The progress of a run that was read from the store, with its last row. */
export function progressOf({ summary }: StoredRun, row: RoundRow | null): RunProgress {
  const { status, stopped, createdAtMs, startedAtMs, finishedAtMs, value, waiting } = summary;
  const failure = status === 'failed' ? (waiting?.reason ?? 'unknown') : null;
  return { status, stopped, failure, createdAtMs, startedAtMs, finishedAtMs, initialValue: value.initial, row };
}

/** The progress after the value of the last row has become known, or the next row. */
export function withRow(progress: RunProgress, row: RoundRow): RunProgress {
  return { ...progress, row, initialValue: row.round === 0 ? row.value : progress.initialValue };
}
