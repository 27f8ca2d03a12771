import { setTimeout as delay } from 'node:timers/promises';
import type { RoundRow, RunSummary } from '@fedzoo/shared/telemetry';
import { FedZooError } from '@fedzoo/shared/errors';
import { messageOf } from '../objectives/data-file.js';
import { createBackOff } from '../transport/back-off.js';
import { UserError } from '../user-error.js';
import { readEvents } from './event-stream.js';
import type { RunApi } from './run-api.js';
import { roundLine, runLines } from './run-lines.js';

export interface WatchOptions {
  /** JSON lines `{"kind":"round",…}` and `{"kind":"run",…}` instead of text. */
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/**
 * Prints every round of a run, from its first, until it ends; a run that failed is an error. A stream that breaks is opened again,
 * and goes on behind the last round that was printed.
 */
export async function watchRun(api: RunApi, run: string, { json, signal }: WatchOptions): Promise<void> {
  const backOff = createBackOff({ minimumMs: 250, maximumMs: 15_000, random: Math.random });
  const printer = createPrinter(json);
  printer.run(await api.show(run));
  printer.rounds(await api.rounds(run, 0));
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
      process.stderr.write(
        `fedzoo: the connection is lost (${messageOf(error)}); the next attempt is in ${(waitMs / 1000).toFixed(1)} s\n`,
      );
      await delay(waitMs, undefined, { signal });
    }
  }
  printer.end();
}

interface Printer {
  /** The first round that was not printed. */
  next(): number;
  ended(): boolean;
  rounds(rows: readonly RoundRow[]): void;
  run(summary: RunSummary): void;
  end(): void;
}

function createPrinter(json: boolean): Printer {
  let last: RunSummary | undefined;
  let nextRound = 0;
  /** A row whose value is not known yet: a method may evaluate an iterate only in the next round. */
  let held: RoundRow | undefined;
  const write = (kind: string, value: object, text: string): void =>
    void process.stdout.write(`${json ? JSON.stringify({ kind, ...value }) : text}\n`);
  const writeRow = (row: RoundRow): void => {
    held = undefined;
    nextRound = row.round + 1;
    write('round', row, roundLine(row));
  };
  return {
    next: () => nextRound,
    ended: () => last !== undefined && ['completed', 'stopped', 'failed'].includes(last.status),
    rounds(rows) {
      for (const row of rows) {
        if (held !== undefined && row.round > held.round) writeRow(held);
        if (row.round < nextRound) continue;
        if (row.value === null) held = row;
        else writeRow(row);
      }
    },
    run(summary) {
      const waits = summary.waiting?.reason;
      if (waits !== undefined && waits !== last?.waiting?.reason && !json) process.stderr.write(`fedzoo: waits: ${waits}\n`);
      last = summary;
    },
    end() {
      if (held !== undefined) writeRow(held);
      if (last === undefined) return;
      write('run', last, runLines(last));
      if (last.status === 'failed')
        throw new FedZooError('run-failed', `run ${last.id} failed${last.waiting === null ? '' : `: ${last.waiting.reason}`}`);
    },
  };
}
