import { FedZooError } from '@fedzoo/shared/errors';
import type { RoundRow, RunSummary } from '@fedzoo/shared/telemetry';
import { listed, roundLine, runLines } from './run-lines.js';

/** Prints a run as it comes: its rounds on standard output, what it waits for on standard error. */
export interface RunPrinter {
  /** The first round that was not printed. */
  next(): number;
  ended(): boolean;
  rounds(rows: readonly RoundRow[]): void;
  run(summary: RunSummary): void;
  /** Says what the run waits for, if nothing was printed for a while. */
  remind(): void;
  /** Prints what was held back and the run as it ended; throws if it failed. */
  end(): void;
}

const QUIET_MS = 10_000;
const ENDED: readonly RunSummary['status'][] = ['completed', 'stopped', 'failed'];

export function createRunPrinter(json: boolean): RunPrinter {
  let last: RunSummary | undefined;
  let nextRound = 0;
  /** A row whose value is not known yet: a method may evaluate an iterate only in the next round. */
  let held: RoundRow | undefined;
  let printedAtMs = performance.now();

  function print(kind: 'round' | 'run', value: object, text: string): void {
    printedAtMs = performance.now();
    process.stdout.write(`${json ? JSON.stringify({ kind, ...value }) : text}\n`);
  }
  function printRow(row: RoundRow): void {
    held = undefined;
    nextRound = row.round + 1;
    print('round', row, roundLine(row));
  }
  function tellWaiting({ waiting, status }: RunSummary): void {
    if (waiting === null || json || ENDED.includes(status)) return;
    printedAtMs = performance.now();
    process.stderr.write(`fedzoo: waits: ${waiting.reason}${waiting.clients.length === 0 ? '' : ` (${listed(waiting.clients)})`}\n`);
  }

  return {
    next: () => nextRound,
    ended: () => last !== undefined && ENDED.includes(last.status),
    rounds(rows) {
      for (const row of rows) {
        if (held !== undefined && row.round > held.round) printRow(held);
        if (row.round < nextRound) continue;
        if (row.value === null) held = row;
        else printRow(row);
      }
    },
    run(summary) {
      // What a running round waits for changes with every contribution; it is told by `remind`, when it stays so.
      if (summary.status !== 'running' && summary.waiting?.reason !== last?.waiting?.reason) tellWaiting(summary);
      last = summary;
    },
    remind() {
      if (last !== undefined && performance.now() - printedAtMs > QUIET_MS) tellWaiting(last);
    },
    end() {
      if (held !== undefined) printRow(held);
      if (last === undefined) return;
      print('run', last, runLines(last));
      if (last.status === 'failed')
        throw new FedZooError('run-failed', `run ${last.id} failed: ${last.waiting?.reason ?? 'the coordinator does not say why'}`);
    },
  };
}
