// Deals trials out to threads.
import { Worker } from 'node:worker_threads';

/** Trials a thread plays before it takes the next lot: small, so that no thread is left alone at the end. */
const LOT = 2_500;

/** Threads that count errors of a row in both worlds. */
export function createCrew(threads) {
  const free = Array.from({ length: threads }, () => new Worker(new URL('worker.mjs', import.meta.url)));
  const workers = [...free];
  const waiting = [];

  async function play(job) {
    const worker = free.pop() ?? (await new Promise((resolve) => waiting.push(resolve)));
    try {
      return await new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', (errors) => {
          worker.off('error', reject);
          resolve(errors);
        });
        worker.postMessage(job);
      });
    } finally {
      const next = waiting.shift();
      if (next === undefined) free.push(worker);
      else next(worker);
    }
  }

  async function world(job, trials) {
    const lots = Array.from({ length: Math.ceil(trials / LOT) }, (_, i) => Math.min(LOT, trials - i * LOT));
    const counted = await Promise.all(lots.map((lot) => play({ ...job, trials: lot })));
    return job.thresholds.map((_, i) => counted.reduce((sum, errors) => sum + errors[i], 0));
  }

  return {
    /** Errors in both worlds, at each threshold. */
    async errors(job, trials) {
      const [alarms, misses] = await Promise.all([world({ ...job, isPresent: false }, trials), world({ ...job, isPresent: true }, trials)]);
      return { alarms, misses, trials };
    },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}
