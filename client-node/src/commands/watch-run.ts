import { setTimeout as delay } from 'node:timers/promises';
import type { RoundRow, RunSummary } from '@fedzoo/shared/telemetry';
import { messageOf } from '../objectives/data-file.js';
import { createBackOff } from '../transport/back-off.js';
import { UserError } from '../user-error.js';
import { readEvents } from './event-stream.js';
import type { RunApi } from './run-api.js';
import { createRunPrinter, type RunPrinter } from './run-printer.js';

export interface WatchOptions {
  /** JSON lines `{"kind":"round",…}` and `{"kind":"run",…}` instead of text. */
  readonly json: boolean;
  readonly signal: AbortSignal;
}

const REMIND_MS = 5000;

/**
 * Prints every round of a run, from its first, until it ends; a run that failed is an error. A stream that breaks is opened again,
 * and goes on behind the last round that was printed.
 */
export async function watchRun(api: RunApi, run: string, { json, signal }: WatchOptions): Promise<void> {
  const printer = createRunPrinter(json);
  const reminding = setInterval(() => printer.remind(), REMIND_MS);
  try {
    printer.run(await api.show(run));
    printer.rounds(await api.rounds(run, 0));
    await followRun({ api, run, printer }, signal);
  } finally {
    clearInterval(reminding);
  }
  printer.end();
}

async function followRun({ api, run, printer }: { api: RunApi; run: string; printer: RunPrinter }, signal: AbortSignal): Promise<void> {
  const backOff = createBackOff({ minimumMs: 250, maximumMs: 15_000, random: Math.random });
  while (!printer.ended()) {
    try {
      const stream = await api.events(run, signal);
      // Rounds that ended while there was no stream.
      printer.rounds(await api.rounds(run, printer.next()));
      for await (const { name, data } of readEvents(stream)) {
        backOff.reset();
        if (name === 'round') printer.rounds([(data as { readonly row: RoundRow }).row]);
        if (name === 'run') printer.run(data as RunSummary);
        if (printer.ended()) break;
      }
      if (printer.ended()) printer.rounds(await api.rounds(run, printer.next()));
      else await delay(backOff.next(), undefined, { signal });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof UserError && error.field !== '--server') throw error;
      const waitMs = backOff.next();
      const when = `the next attempt is in ${(waitMs / 1000).toFixed(1)} s`;
      process.stderr.write(`fedzoo: the connection is lost (${messageOf(error)}); ${when}\n`);
      await delay(waitMs, undefined, { signal });
    }
  }
}
