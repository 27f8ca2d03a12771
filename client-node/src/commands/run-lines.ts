import { privacySentence, type RoundRow, type RunSummary } from '@fedzoo/shared/telemetry';

/** All of a run, for people. */
export function runLines(run: RunSummary): string {
  const { value, bytes, waiting } = run;
  const rows: [string, string][] = [
    ['run', run.id],
    ['name', run.name],
    ['status', run.stopped === null ? run.status : `${run.status} (${run.stopped})`],
    ['algorithm', run.algorithm],
    ['rounds', `${run.round} of ${run.rounds}${run.status === 'running' ? `, ${phaseWords(run)}` : ''}`],
    ['dimension', run.dimension === 0 ? '-' : String(run.dimension)],
    ['value', `${number(value.initial)} at the start, ${number(value.best)} at best, ${number(value.final)} now`],
    ['queries', String(run.queries)],
    ['bytes', `${bytes.up} up, ${bytes.down} down`],
    ['seconds', run.seconds.toFixed(1)],
    ['privacy', privacySentence(run.privacy)],
  ];
  if (waiting !== null)
    rows.push([
      run.stopped === null ? 'waits' : 'because',
      `${waiting.reason}${waiting.clients.length === 0 ? '' : `: ${listed(waiting.clients)}`}`,
    ]);
  return rows.map(([name, text]) => `${name.padEnd(10)} ${text}`).join('\n');
}

function phaseWords({ phase, phases }: RunSummary): string {
  return phase === phases ? 'asking for the value of the last iterate' : `in phase ${phase + 1} of ${phases}`;
}

/** One line a run. */
export function runTable(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'no runs yet; fedzoo run submit FILE starts one';
  const header = ['RUN', 'NAME', 'STATUS', 'ROUND', 'VALUE', 'BEST', 'QUERIES'];
  const rows = runs.map((run) => [
    run.id,
    run.name,
    run.status,
    `${run.round}/${run.rounds}`,
    number(run.value.final),
    number(run.value.best),
    String(run.queries),
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One line a round. */
export function roundLine({ round, value, best, queries, bytesUp, bytesDown, seconds, clients }: RoundRow): string {
  return `round ${round}  value ${number(value)}  best ${number(best)}  queries ${queries}  bytes ${bytesUp} up ${bytesDown} down  ${seconds.toFixed(1)} s  ${clients} clients`;
}

function number(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(8)));
}

/** The first few names of a list, and how many more there are. */
export function listed(clients: readonly string[]): string {
  const shown = clients.slice(0, 8).join(', ');
  return clients.length <= 8 ? shown : `${shown} and ${clients.length - 8} more`;
}
