import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Makes the runs of the jobs, as many at a time as there are threads; which makes which changes no result. Results in the jobs' order. */
export async function runAll(jobs, { threads, onEnd }) {
  const results = [];
  let next = 0;
  const work = async () => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url));
    try {
      while (next < jobs.length) {
        const at = next++;
        worker.postMessage(jobs[at]);
        // Rejects if the thread fails.
        const [result] = await once(worker, 'message');
        results[at] = result;
        onEnd(jobs[at], result);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work));
  return results;
}
