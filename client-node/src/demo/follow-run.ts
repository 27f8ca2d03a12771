import type { RoundRow, RunPromise, RunSummary, StopReason } from '@fedzoo/shared/telemetry';
import { readEvents } from '../commands/event-stream.js';
import type { RunApi } from '../commands/run-api.js';

export interface FollowedRun {
  readonly rows: readonly RoundRow[];
  /** The last iterate in [0,1]^d; undefined if no round was ever seen. */
  readonly iterate: readonly number[] | undefined;
  readonly stopped: StopReason;
  /** What was promised, and what of it is spent; undefined where nothing was. */
  readonly privacy: RunPromise | undefined;
}

export interface FollowOptions {
  /** Ends the following with what there is, as `interrupted`. */
  readonly signal: AbortSignal;
  /** Rejects when one of the processes is gone. */
  readonly broken: Promise<never>;
  readonly onStart: () => void;
  /** Every round once, in order, as soon as its value is known. */
  readonly onRound: (row: RoundRow, iterate: readonly number[]) => void;
}

/** Watches a run of the coordinator until it ends. The iterates are taken along, so that nothing is lost with the coordinator. */
export async function followRun(api: RunApi, run: string, { signal, broken, onStart, onRound }: FollowOptions): Promise<FollowedRun> {
  const rows: RoundRow[] = [];
  let shown = 0;
  let started = false;
  let stopped: StopReason = 'interrupted';
  let privacy: RunPromise | undefined;

  async function takeRows(isLast: boolean): Promise<void> {
    // From the last row that was still without its value on.
    const from = Math.min(shown, Math.max(0, rows.length - 1));
    for (const row of await api.rounds(run, from, { iterates: true })) rows[row.round] = row;
    for (; shown < rows.length; shown++) {
      const row = rows[shown]!;
      // In a private run no value ever comes.
      if (row.value === null && privacy === undefined && !isLast) return;
      onRound(row, row.iterate ?? []);
    }
  }

  const watching = new AbortController();
  const stopWatching = (): void => watching.abort();
  signal.addEventListener('abort', stopWatching, { once: true });
  broken.catch(stopWatching);
  try {
    if (signal.aborted) stopWatching();
    for await (const { name, data } of readEvents(await api.events(run, watching.signal))) {
      const summary = name === 'run' ? (data as RunSummary) : undefined;
      if (name === 'round') await takeRows(false);
      if (summary === undefined || summary.id !== run) continue;
      ({ privacy } = summary);
      if (summary.status === 'failed') throw new Error(`the run failed: ${summary.waiting?.reason ?? 'the coordinator does not say why'}`);
      if (summary.status === 'running' && !started) {
        started = true;
        onStart();
      }
      if (summary.stopped !== null) {
        await takeRows(true);
        ({ stopped } = summary);
        return result();
      }
    }
    return await broken;
  } catch (error) {
    if (signal.aborted) return result();
    if (watching.signal.aborted) return await broken;
    throw error;
  } finally {
    watching.abort();
  }

  function result(): FollowedRun {
    return { rows: rows.map(withoutIterate), iterate: rows.at(-1)?.iterate, stopped, privacy };
  }
}

function withoutIterate({ iterate: _iterate, ...row }: RoundRow): RoundRow {
  return row;
}
