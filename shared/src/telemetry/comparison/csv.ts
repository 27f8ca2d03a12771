import { costAt, type ComparedRun } from './compared-run.js';

const COLUMNS = 'experiment,seed,round,queries,value,best,bytesUp,bytesDown,trips,seconds,clients';

/** All rows of all runs as CSV (RFC 4180, lines ended by LF): one a round, cumulative as in `RoundRow`; empty where a value is not known. */
export function comparisonCsv(runs: readonly ComparedRun[]): string {
  const lines = runs.flatMap((run) =>
    run.rows.map((row, position) =>
      [
        quoted(run.experiment),
        run.seed,
        row.round,
        row.queries,
        row.value ?? '',
        row.best ?? '',
        row.bytesUp,
        row.bytesDown,
        costAt(run, 'trips', position),
        row.seconds,
        row.clients,
      ].join(','),
    ),
  );
  return [COLUMNS, ...lines, ''].join('\n');
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
