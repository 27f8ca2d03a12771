import type { ClientPool } from '@fedzoo/shared/federation';
import { Worker } from 'node:worker_threads';
import type { SnapshotPart } from './checkpoint.js';
import { distUrl } from '../dist-url.js';
import type { WorkerReply, WorkerRequest, WorkerStart } from './worker-messages.js';

/** A pool whose clients live in worker threads, so that the main thread always answers a signal. */
export interface WorkerPool extends Pick<ClientPool, 'run'> {
  /** What each thread has to add to the record of its clients. */
  snapshot(): Promise<readonly SnapshotPart[]>;
  /** Ends the threads at once, whatever they are doing. */
  close(): Promise<void>;
}

/** Client i lives in thread i mod `workers`; the split changes no result. Throws what a thread threw while it started. */
export async function createWorkerPool(
  start: Omit<WorkerStart, 'clientNumbers'>,
  options: { readonly clients: number; readonly workers: number },
): Promise<WorkerPool> {
  const count = Math.max(1, Math.min(options.workers, options.clients));
  const threads = Array.from({ length: count }, (_, index) => {
    const clientNumbers = Array.from({ length: options.clients }, (_unused, number) => number).filter((number) => number % count === index);
    const snapshots = Object.fromEntries(
      clientNumbers.flatMap((number) => (start.snapshots[number] === undefined ? [] : [[String(number), start.snapshots[number]]])),
    );
    return createThread({ ...start, clientNumbers, snapshots });
  });
  const close = async (): Promise<void> => {
    await Promise.all(threads.map((thread) => thread.close()));
  };
  try {
    await Promise.all(threads.map((thread) => thread.ready));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async run(tasks) {
      const shares = threads.map((_, index) => tasks.filter(({ clientNumber }) => clientNumber % count === index));
      const replies = await Promise.all(
        threads.map(async (thread, index) => {
          const share = shares[index] ?? [];
          if (share.length === 0) return [];
          const answer = await thread.ask({ kind: 'run', tasks: share });
          return answer.kind === 'contributions' ? answer.contributions : [];
        }),
      );
      return replies.flat();
    },
    async snapshot() {
      const replies = await Promise.all(threads.map((thread) => thread.ask({ kind: 'snapshot' })));
      return replies.flatMap((answer) => (answer.kind === 'snapshot' ? [answer.part] : []));
    },
    close,
  };
}

interface Thread {
  readonly ready: Promise<unknown>;
  ask(request: WorkerRequest): Promise<WorkerReply>;
  close(): Promise<void>;
}

function createThread(start: WorkerStart): Thread {
  const worker = new Worker(distUrl('simulate/worker.js'), { workerData: start });
  let settle: { resolve: (reply: WorkerReply) => void; reject: (error: Error) => void } | undefined;
  let broken: Error | undefined;
  // One request is under way at a time, so the next reply is its answer.
  const next = (): Promise<WorkerReply> =>
    broken === undefined
      ? new Promise((resolve, reject) => {
          settle = { resolve, reject };
        })
      : Promise.reject(broken);
  const fail = (error: Error): void => {
    broken = error;
    settle?.reject(error);
  };
  worker.on('message', (reply: WorkerReply) => {
    if (reply.kind === 'error') fail(Object.assign(new Error(reply.message), { stack: reply.stack }));
    else settle?.resolve(reply);
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a worker thread of the simulation ended with code ${code}`)));
  const ready = next();
  return {
    ready,
    ask(request) {
      const answer = next();
      worker.postMessage(request);
      return answer;
    },
    async close() {
      ready.catch(() => undefined);
      await worker.terminate();
    },
  };
}
