import type { Experiment } from '@fedzoo/shared/experiment';
import type { RoundRow, StopReason } from '@fedzoo/shared/telemetry';
import { Worker } from 'node:worker_threads';
import { distUrl } from '../dist-url.js';
import { UserError } from '../user-error.js';
import type { RunnerReply, RunnerRequest } from './runner-messages.js';

/** A run to be made. */
export interface Job {
  readonly label: string;
  readonly experiment: Experiment;
}

/** A run as far as it is. */
export interface Progress {
  readonly job: Job;
  readonly rows: readonly RoundRow[];
  /** Round trips by round: how many ended in it. */
  readonly trips: ReadonlyMap<number, number>;
  /** What clients or the simulation had to say. */
  readonly notices: readonly string[];
  /** Null while it goes on, and where it was broken off. */
  readonly stopped: StopReason | null;
  readonly observerQueries: number;
}

export interface PoolOptions {
  /** Threads that compute: as many runs at a time, and what is left over is given to their clients. */
  readonly workers: number;
  readonly signal: AbortSignal;
  /** A run has begun, has a new row, or has ended. */
  readonly onProgress: (progress: Progress) => void;
}

/** A runner that is busy with more than a phase when it is interrupted is not waited for longer than that. */
const STOP_GRACE_MS = 1000;

/**
 * Makes the runs in their order, several at a time, each in a thread of its own; which, and how many at a time, changes no result. Returns
 * those that began, in order; interrupted ones have the rows they got to. `failure` is what ended them early, if a run failed.
 */
export async function runAll(
  jobs: readonly Job[],
  { workers, signal, onProgress }: PoolOptions,
): Promise<{ readonly runs: readonly Progress[]; readonly failure: Error | undefined }> {
  const count = Math.max(1, Math.min(workers, jobs.length));
  const clientThreads = Math.max(1, Math.floor(workers / count));
  const runs: (Progress | undefined)[] = jobs.map(() => undefined);
  const ending = new AbortController();
  const end = (): void => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  let next = 0;
  let failure: Error | undefined;

  const work = async (): Promise<void> => {
    const runner = createRunner(ending.signal);
    try {
      while (next < jobs.length && !ending.signal.aborted) {
        const at = next++;
        const job = jobs[at]!;
        await runner.run(job, clientThreads, (progress) => {
          runs[at] = progress;
          onProgress(progress);
        });
      }
    } catch (error) {
      failure ??= error instanceof Error ? error : new Error(String(error));
      end();
    } finally {
      await runner.close();
    }
  };
  await Promise.all(Array.from({ length: count }, work));
  signal.removeEventListener('abort', end);
  return { runs: runs.flatMap((run) => run ?? []), failure };
}

interface Runner {
  /** Resolves when the run has ended, or was broken off. */
  run(job: Job, workers: number, tell: (progress: Progress) => void): Promise<void>;
  close(): Promise<unknown>;
}

function createRunner(signal: AbortSignal): Runner {
  const thread = new Worker(distUrl('compare/runner.js'));
  const ask = (request: RunnerRequest): void => thread.postMessage(request);
  return {
    run(job, workers, tell) {
      return new Promise((resolve, reject) => {
        const trips = new Map<number, number>();
        const rows: RoundRow[] = [];
        const notices: string[] = [];
        let stopped: StopReason | null = null;
        let observerQueries = 0;
        let grace: NodeJS.Timeout | undefined;
        const report = (): void => tell({ job, rows, trips, notices, stopped, observerQueries });
        const listen = (reply: RunnerReply): void => {
          if (reply.kind === 'row') {
            rows.push(reply.row);
            report();
          } else if (reply.kind === 'trip') trips.set(reply.round, (trips.get(reply.round) ?? 0) + 1);
          else if (reply.kind === 'notice') notices.push(reply.text);
          else if (reply.kind === 'error') leave(() => reject(errorOf(reply)));
          else {
            rows.splice(0, rows.length, ...reply.rows);
            stopped = reply.stopped === 'interrupted' ? null : reply.stopped;
            observerQueries = reply.observerQueries;
            report();
            leave(resolve);
          }
        };
        const fail = (error: Error): void => leave(() => reject(error));
        const exit = (code: number): void => fail(new Error(`a thread of the comparison ended with code ${code}`));
        const stop = (): void => {
          ask({ kind: 'stop' });
          grace = setTimeout(() => leave(resolve), STOP_GRACE_MS);
        };
        const leave = (settle: () => void): void => {
          clearTimeout(grace);
          thread.off('message', listen).off('error', fail).off('exit', exit);
          signal.removeEventListener('abort', stop);
          settle();
        };
        thread.on('message', listen).on('error', fail).on('exit', exit);
        signal.addEventListener('abort', stop, { once: true });
        ask({ kind: 'run', experiment: job.experiment, workers });
        report();
      });
    },
    close: () => thread.terminate(),
  };
}

function errorOf({ field, message, stack }: Extract<RunnerReply, { kind: 'error' }>): Error {
  return field === undefined ? Object.assign(new Error(message), { stack }) : new UserError(field, message);
}
