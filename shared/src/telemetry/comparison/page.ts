import { formatBytes, formatCount, formatNumber } from '../format.js';
import { escapeMarkup } from '../markup.js';
import { flattenSettings, headlineFigures, renderPage, section, settingsTable, type HeadlineFigure } from '../report-page.js';
import { renderTable } from '../report-table.js';
import type { ComparedRun } from './compared-run.js';
import { comparisonFigure } from './figures.js';
import { standaloneSvg } from './standalone-svg.js';
import type { ComparisonSummary, ExperimentSummary, ReachedTarget } from './summary.js';
import { comparisonNote, comparisonTable, percent } from './table.js';

export interface ComparisonPage {
  readonly runs: readonly ComparedRun[];
  readonly summary: ComparisonSummary;
  /** What all share, in a few words: variables, clients, seeds. */
  readonly kind: string;
  /** The command that repeats it. */
  readonly command: string;
  /** What was set, by experiment; nested keys become `a.b`. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly notes: readonly string[];
}

/** A comparison as one HTML file that needs nothing else: who was best at what, three plots, the table, settings, the command. */
export function renderComparison({ runs, summary, kind, command, settings, notes }: ComparisonPage): string {
  const names = summary.experiments.map(({ experiment }) => experiment);
  const title = names.length <= 4 ? names.join(', ') : `${names.length} experiments`;
  const table = { ...comparisonTable(summary), hues: Object.fromEntries(names.map((_, hue) => [hue, hue])) };
  const band = summary.experiments.some((one) => one.runs > 1)
    ? 'Lines are medians over seeds, bands reach from the lower to the upper quartile.'
    : undefined;
  return renderPage(title, [
    `<header><p class="kind">${escapeMarkup(`FedZoo, comparison · ${kind}`)}</p><h1>${escapeMarkup(title)}</h1>${headlineFigures(headline(summary))}</header>`,
    section('The curves', curves(runs), band),
    section('Results', renderTable(table), dressed(comparisonNote(summary))),
    section('Settings', settingsOf(settings)),
    section('Repeat it', `<pre>${escapeMarkup(command)}</pre>`),
    ...(notes.length === 0
      ? []
      : [section('Notes', `<ul class="notes">${notes.map((note) => `<li>${escapeMarkup(note)}</li>`).join('')}</ul>`)]),
    '<footer>Values are F = Σ wᵢfᵢ, smaller is better. Queries and bytes are those of all clients; bytes are their encoded tasks and contributions. A round trip is a task to the clients and the answer of the last.</footer>',
  ]);
}

/** The plot against queries as an SVG file of its own, light or dark as the reader's system is. */
export function renderComparisonSvg(runs: readonly ComparedRun[]): string {
  const { svg } = comparisonFigure(runs, { cost: 'queries', width: 960, height: 480, legend: 'above' });
  return standaloneSvg(svg, { width: 960, height: 480 });
}

function curves(runs: readonly ComparedRun[]): string {
  const main = [
    { className: 'broad', ...comparisonFigure(runs, { cost: 'queries', width: 1080, height: 440, legend: 'above' }) },
    { className: 'narrow', ...comparisonFigure(runs, { cost: 'queries', width: 520, height: 400, legend: 'above' }) },
  ];
  const others = (['bytes', 'trips'] as const).map((cost) => comparisonFigure(runs, { cost, width: 520, height: 320, legend: 'none' }));
  const shown = main.map(({ className, svg }) => `<div class="${className}">${svg}</div>`).join('');
  const figures = [{ caption: main[0]!.caption, svg: shown }, ...others].map(
    ({ caption, svg }, i) => `<figure${i === 0 ? ' class="wide"' : ''}><figcaption>${escapeMarkup(caption)}</figcaption>${svg}</figure>`,
  );
  return `<div class="charts">${figures.join('')}</div>`;
}

/** What differs, side by side; then what all share. */
function settingsOf(settings: ComparisonPage['settings']): string {
  const names = Object.keys(settings);
  const columns = Object.values(settings).map((values) => new Map(flattenSettings(values)));
  const keys = [...new Set(columns.flatMap((values) => [...values.keys()]))];
  const isAlike = (key: string): boolean => columns.every((values) => values.get(key) === columns[0]?.get(key));
  const differing = keys.filter((key) => !isAlike(key));
  const side = renderTable({
    columns: [{ label: 'Differs' }, ...names.map((label) => ({ label }))],
    rows: differing.map((key) => [key, ...columns.map((values) => values.get(key) ?? null)]),
  });
  const alike = Object.fromEntries(keys.filter(isAlike).map((key) => [key, columns[0]?.get(key)]));
  const both = Object.keys(alike).length === 0 ? '' : `<h3>Alike</h3>${settingsTable(alike)}`;
  return `${differing.length === 0 ? '' : side}${both}`;
}

/** Who has the lowest value, and who needs least to the hardest target that somebody reaches in the median. */
function headline({ experiments, targets }: ComparisonSummary): readonly HeadlineFigure[] {
  const lowest = least(experiments, ({ best }) => best.median);
  const figure = formatNumber(lowest?.value ?? null, 4);
  // What looks alike is alike: the digits behind are rounding.
  const tied = experiments.filter(({ best }) => formatNumber(best.median, 4) === figure).map(({ experiment }) => experiment);
  const spread = experiments.some(({ runs }) => runs > 1) ? ', median' : '';
  const figures: HeadlineFigure[] = [['Lowest best F', figure, lowest === undefined ? 'not known' : `${tied.join(', ')}${spread}`]];
  const hardest = (targets?.targets ?? []).findLastIndex((_, at) => experiments.some((one) => one.targets[at]?.queries.median != null));
  if (hardest < 0) return figures;
  const level = percent(targets!.targets[hardest]!.level);
  const cheapest = (what: string, key: 'queries' | 'bytes' | 'trips', format: (value: number) => string): void => {
    const found = least(experiments, (one) => (one.targets[hardest] as ReachedTarget)[key].median);
    if (found !== undefined) figures.push([`Fewest ${what} to ${level}`, format(found.value), `${found.experiment}${rest(found, format)}`]);
  };
  cheapest('queries', 'queries', formatCount);
  cheapest('bytes', 'bytes', formatBytes);
  cheapest('round trips', 'trips', formatCount);
  return figures;
}

/** A sentence of the terminal for a page. */
function dressed(sentence: string): string {
  return sentence
    .replaceAll('<=', '\u2264')
    .replaceAll('x0', 'x\u2080')
    .replaceAll(/([\s(])-(?=\d)/g, '$1\u2212')
    .replaceAll(/e-(?=\d)/g, 'e\u2212');
}

interface Least {
  readonly experiment: string;
  readonly value: number;
  /** The one after it. */
  readonly next: { readonly experiment: string; readonly value: number } | undefined;
}

function least(experiments: readonly ExperimentSummary[], of: (one: ExperimentSummary) => number | null): Least | undefined {
  const sorted = experiments
    .flatMap((one) => {
      const value = of(one);
      return value === null ? [] : [{ experiment: one.experiment, value }];
    })
    .sort((a, b) => a.value - b.value);
  return sorted[0] === undefined ? undefined : { ...sorted[0], next: sorted[1] };
}

function rest({ next }: Least, format: (value: number) => string): string {
  return next === undefined ? ' alone' : `; ${next.experiment} ${format(next.value)}`;
}
