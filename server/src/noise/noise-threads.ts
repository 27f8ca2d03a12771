import { drawNoise, type NoiseSampler, type NoiseTerms } from '@fedzoo/shared/privacy/noise';
import type { EntropySource } from '@fedzoo/shared/privacy';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { packageUrl } from '../package-url.js';
import { createSerial } from '../rounds/serial.js';

/** Drawn in the thread that asks, in about ten milliseconds; more would hold up heartbeats and the answers of other runs. */
export const LARGEST_AT_ONCE = 32_768;

export interface NoiseThreadsOptions {
  /** For what is drawn in the thread that asks; the others have the operating system's. */
  readonly entropy: EntropySource;
  /** At least 1. */
  readonly threads: number;
}

export interface NoiseThreads {
  readonly sampler: NoiseSampler;
  readonly close: () => Promise<void>;
}

/**
 * Noise for a coordinator: small releases are drawn at once, larger ones in equal parts by threads that are started when first needed. Variates
 * are independent, so who draws which changes nothing about their law. One release at a time. A call rejects where a thread fails; the
 * next one starts threads anew.
 */
export function createNoiseThreads({ entropy, threads }: NoiseThreadsOptions): NoiseThreads {
  const inTurn = createSerial();
  let workers: Worker[] = [];

  const begin = (): Worker[] => {
    if (workers.length === 0) workers = Array.from({ length: threads }, startThread);
    return workers;
  };
  const end = async (): Promise<void> => {
    const ended = workers;
    workers = [];
    await Promise.all(ended.map((worker) => worker.terminate()));
  };
  const drawInThreads = async ({ noise, deviation, count }: NoiseTerms): Promise<Float64Array> => {
    const drawn = new Float64Array(count);
    const begins = Array.from({ length: threads + 1 }, (_, k) => Math.floor((k * count) / threads));
    try {
      await Promise.all(
        begin().map(async (worker, k) => {
          const part = await drawnBy(worker, { noise, deviation, count: begins[k + 1]! - begins[k]! });
          drawn.set(part, begins[k]);
        }),
      );
    } catch (error) {
      await end();
      throw error;
    }
    return drawn;
  };

  return {
    async sampler(terms) {
      if (terms.count <= LARGEST_AT_ONCE) return drawNoise(terms, entropy);
      // Refuses here what would end a thread.
      drawNoise({ ...terms, count: 0 }, entropy);
      return await inTurn.run(() => drawInThreads(terms));
    },
    close: end,
  };
}

function startThread(): Worker {
  const worker = new Worker(packageUrl('dist/noise/noise-thread.js'));
  // A coordinator that closes does not wait for what is idle.
  worker.unref();
  return worker;
}

async function drawnBy(worker: Worker, terms: NoiseTerms): Promise<Float64Array> {
  const ended = new AbortController();
  const exit = (): void => ended.abort();
  worker.once('exit', exit);
  try {
    worker.postMessage(terms);
    const [drawn] = (await once(worker, 'message', { signal: ended.signal })) as [Float64Array];
    return drawn;
  } catch (error) {
    if (ended.signal.aborted) throw new Error('a thread that draws noise has ended', { cause: error });
    throw error;
  } finally {
    worker.off('exit', exit);
  }
}
