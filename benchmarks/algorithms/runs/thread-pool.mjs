import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * Makes the runs of the jobs, as many at a time as there are threads; which makes which changes no result. `onEnd` takes each as it ends.
 * `worker` is the script of a thread. Begins none when `mayBegin` says no; breaks off those under way when `signal` is aborted.
 */
export async function runAll(
  jobs,
  { threads, onEnd, mayBegin = () => true, signal, worker: script = new URL('./worker.mjs', import.meta.url) },
) {
  let next = 0;
  const work = async () => {
    const worker = new Worker(script);
    try {
      while (next < jobs.length && mayBegin() && signal?.aborted !== true) {
        const job = jobs[next++];
        worker.postMessage(job);
        // Rejects if the thread fails.
        const [result] = await once(worker, 'message', { signal });
        await onEnd(job, result);
      }
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work));
}
