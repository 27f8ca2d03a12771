import { algorithmName } from './algorithm-name.js';
import { columnFormat, formatBytes, formatCount, formatDuration, formatNumber } from './format.js';
import { escapeMarkup } from './markup.js';
import { runFigures } from './report-charts.js';
import { headlineFigures, renderPage, section, settingsTable, type HeadlineFigure } from './report-page.js';
import { renderTable, type ReportTable } from './report-table.js';
import type { RoundRow } from './round-row.js';
import { formatEpsilon, privacyTerms } from './privacy-terms.js';
import type { RunPrivacy, RunRecord } from './run-record.js';
import { privacySection, type PrivacyDesign } from './report-privacy.js';
import { thinRows } from './series.js';

export interface ReportContext {
  /** The command that repeats the run. */
  readonly command: string;
  /** Everything that was set, as plain values; nested keys become `a.b`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** One or two sentences under the title: what was tuned, on what. */
  readonly lead?: string;
  readonly notes?: readonly string[];
  /** Results of the caller's own, shown before the curves. */
  readonly tables?: readonly ReportTable[];
  /** How the evaluations ended. */
  readonly outcomes?: { readonly value: number; readonly infeasible: number; readonly failed: number; readonly timedOut: number };
  /** F*, where it is known. */
  readonly optimum?: number;
  /** On what terms a private run released. */
  readonly privacy?: PrivacyDesign;
}

/** A longer table is thinned to about `THINNED_ROWS`: leaving out one row in five would only look like a mistake. */
const WHOLE_TABLE_ROWS = 60;
const THINNED_ROWS = 40;

/** In place of the curve of a private run. */
const NO_CURVE =
  'A value would be a release of its own, so clients tell none in a private run and there is none to draw. What was won is measured on data that need no protection.';

const ENDINGS: Readonly<Record<RunRecord['stopped'], string>> = {
  rounds: 'all rounds were done',
  value: 'the value asked for was reached',
  queries: 'the queries were spent',
  seconds: 'the time was up',
  operator: 'it was stopped by hand',
  interrupted: 'it was interrupted',
  privacy: 'the privacy budget was spent',
};

/**
 * A run as one HTML file that needs nothing else: headline figures, curves against queries and bytes, the rounds, how evaluations ended,
 * settings, and the command that repeats it. All text is escaped, and the page forbids itself scripts and any request.
 */
export function renderReport(record: RunRecord, rows: readonly RoundRow[], context: ReportContext): string {
  const body = [
    header(record, rows, context),
    ...(context.tables ?? []).map((table) => section(table.title, renderTable(table), table.note)),
    ...(record.privacy === undefined || context.privacy === undefined ? [] : [privacySection(record.privacy, context.privacy)]),
    record.privacy === undefined
      ? section('The curve', charts(rows, context.optimum))
      : section('No curve', `<p>${escapeMarkup(NO_CURVE)}</p>`),
    section('Rounds', roundTable(record, rows), roundNote(rows)),
    ...(context.outcomes === undefined ? [] : [section('How evaluations ended', outcomeTable(context.outcomes))]),
    section('Settings', settingsTable({ ...context.settings, algorithm: record.algorithm, seed: record.seed })),
    section('Repeat it', `<pre>${escapeMarkup(context.command)}</pre>`),
    ...(context.notes === undefined || context.notes.length === 0
      ? []
      : [section('Notes', `<ul class="notes">${context.notes.map((note) => `<li>${escapeMarkup(note)}</li>`).join('')}</ul>`)]),
    '<footer>Values are F = Σ wᵢfᵢ, smaller is better. Queries, bytes and seconds are totals up to the round. Bytes are the encoded tasks and contributions of all clients.</footer>',
  ];
  return renderPage(record.name, body);
}

function header(record: RunRecord, rows: readonly RoundRow[], context: ReportContext): string {
  const { initial, best, final } = record.value;
  const clients = rows.reduce((most, row) => Math.max(most, row.clients), 0);
  const kind = [
    `FedZoo, ${algorithmName(record.algorithm)}`,
    ...(clients > 0 ? [`${formatCount(clients)} client${clients === 1 ? '' : 's'} a round`] : []),
    `${formatCount(record.finalX.length)} variables`,
    `seed ${record.seed}`,
  ].join(' · ');
  const lead = context.lead === undefined ? '' : `<p class="lead">${escapeMarkup(context.lead)}</p>`;
  const pace = record.rounds > 0 ? `${formatDuration(record.seconds / record.rounds)} a round` : '';
  const value: HeadlineFigure = ['Best value', formatNumber(best, 4), `${valueAt('start', initial)}, ${valueAt('end', final)}`];
  const privacy = privacyFigure(record.privacy);
  const figures: readonly HeadlineFigure[] = [
    ...(record.privacy === undefined ? [value] : [privacy]),
    [
      'Queries',
      formatCount(record.queries),
      record.observerQueries > 0 ? `and ${formatCount(record.observerQueries)} by the observer` : 'over all clients',
    ],
    [
      'Bytes',
      formatBytes(record.bytes.up + record.bytes.down),
      `${formatBytes(record.bytes.up)} up, ${formatBytes(record.bytes.down)} down`,
    ],
    ['Rounds', formatCount(record.rounds), `ended because ${ENDINGS[record.stopped]}`],
    ['Time', formatDuration(record.seconds), pace],
    ...(record.privacy === undefined ? [privacy] : []),
  ];
  return `<header><p class="kind">${escapeMarkup(kind)}</p><h1>${escapeMarkup(record.name)}</h1>${lead}${headlineFigures(figures)}</header>`;
}

function privacyFigure(privacy: RunPrivacy | undefined): HeadlineFigure {
  if (privacy === undefined) return ['Privacy', 'not private', 'nothing is promised to those whose data it is about'];
  return ['Privacy', `ε = ${formatEpsilon(privacy.epsilon)}`, privacyTerms(privacy)];
}

function valueAt(where: 'start' | 'end', value: number | null): string {
  return value === null ? `${where} not known` : `${formatNumber(value, 4)} at the ${where}`;
}

function charts(rows: readonly RoundRow[], optimum: number | undefined): string {
  const figures = runFigures(rows, optimum).map(
    ({ caption, svg }) => `<figure><figcaption>${escapeMarkup(caption)}</figcaption>${svg}</figure>`,
  );
  return `<div class="charts">${figures.join('')}</div>`;
}

function roundTable(record: RunRecord, rows: readonly RoundRow[]): string {
  const known = record.privacy === undefined;
  const bestAt = record.value.best === null ? -1 : rows.findIndex((row) => row.value === record.value.best);
  const shown = rows.length <= WHOLE_TABLE_ROWS ? rows : thinRows(rows, THINNED_ROWS, [bestAt]);
  const mark = bestAt < 0 ? -1 : shown.indexOf(rows[bestAt]!);
  const value = columnFormat(rows.flatMap((row) => [row.value, row.best]));
  return renderTable({
    columns: [
      { label: 'Round', align: 'number' },
      ...(known
        ? [
            { label: 'F at the iterate', align: 'number' as const },
            { label: 'Best so far', align: 'number' as const },
          ]
        : []),
      { label: 'Queries', align: 'number' },
      { label: 'Bytes up', align: 'number' },
      { label: 'Bytes down', align: 'number' },
      { label: 'Seconds', align: 'number' },
      { label: 'Clients', align: 'number' },
    ],
    rows: shown.map((row) => [
      String(row.round),
      ...(known ? [value(row.value), value(row.best)] : []),
      formatCount(row.queries),
      formatBytes(row.bytesUp),
      formatBytes(row.bytesDown),
      row.seconds.toFixed(2),
      String(row.clients),
    ]),
    ...(mark < 0 ? {} : { emphasis: { [mark]: 'mark' as const } }),
  });
}

function roundNote(rows: readonly RoundRow[]): string | undefined {
  return rows.length <= WHOLE_TABLE_ROWS
    ? undefined
    : `About ${THINNED_ROWS} of ${formatCount(rows.length)} rows, evenly spread, and the best; rounds.jsonl has them all.`;
}

function outcomeTable(outcomes: NonNullable<ReportContext['outcomes']>): string {
  const total = outcomes.value + outcomes.infeasible + outcomes.failed + outcomes.timedOut;
  const row = (label: string, count: number): readonly string[] => [
    label,
    formatCount(count),
    total === 0 ? '-' : `${((100 * count) / total).toFixed(1)} %`,
  ];
  return renderTable({
    columns: [{ label: 'Outcome' }, { label: 'Evaluations', align: 'number' }, { label: 'Share', align: 'number' }],
    rows: [
      row('a value', outcomes.value),
      row('infeasible', outcomes.infeasible),
      row('failed', outcomes.failed),
      row('timed out', outcomes.timedOut),
    ],
  });
}
