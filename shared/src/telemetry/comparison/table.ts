import { formatBytes, formatCount, formatNumber } from '../format.js';
import type { ReportTable } from '../report-table.js';
import type { Quartiles } from './quartiles.js';
import type { ComparisonSummary, ExperimentSummary, ReachedTarget } from './summary.js';

/** The summary as one table: a row an experiment; medians, with quartiles in brackets where a row is of several runs. */
export function comparisonTable({ targets, experiments }: ComparisonSummary): ReportTable {
  const levels = targets?.targets ?? [];
  return {
    title: 'Results',
    columns: [
      { label: 'Experiment' },
      { label: 'Runs', align: 'number' },
      { label: 'Queries', align: 'number' },
      { label: 'Bytes', align: 'number' },
      { label: 'Rounds (trips)', align: 'number' },
      { label: 'Final F', align: 'number' },
      { label: 'Best F', align: 'number' },
      ...levels.map(({ level }) => ({ label: `To ${percent(level)}`, align: 'number' as const })),
    ],
    rows: experiments.map(cells),
  };
}

/** What the columns mean, and what they were measured from. */
export function comparisonNote({ targets, experiments }: ComparisonSummary): string {
  const spread = experiments.some(({ runs }) => runs > 1) ? 'Medians over seeds, quartiles in brackets. ' : '';
  const partial = experiments.filter(({ isPartial }) => isPartial).map(({ experiment }) => experiment);
  const cut = partial.length === 0 ? '' : ` Interrupted, so as far as it went: ${partial.join(', ')}.`;
  if (targets === null) return `${spread}No run got below F(x0), so there is no common target.${cut}`;
  const reference = targets.isOptimum ? 'the optimum' : 'the best value of all these runs';
  const values = targets.targets.map(({ level, value }) => `${percent(level)}: F <= ${formatNumber(value)}`).join(', ');
  return (
    `${spread}To p %: queries until the best F has p % or less left of the gap between F(x0) = ${formatNumber(targets.initial)} and ` +
    `${reference}, ${formatNumber(targets.reference)} (${values}); with the share of runs that got there where it was not all.${cut}`
  );
}

function cells(summary: ExperimentSummary): (string | null)[] {
  const { experiment, runs, isPartial, queries, bytes, rounds, trips, final, best, targets } = summary;
  const isOne = runs < 2;
  return [
    experiment,
    `${runs}${isPartial ? ' (cut)' : ''}`,
    median(queries, formatCount),
    median(bytes, formatBytes),
    `${median(rounds, formatCount) ?? '-'} (${median(trips, formatCount) ?? '-'})`,
    spreadOf(final, isOne),
    spreadOf(best, isOne),
    ...targets.map((target) => reachCell(target, runs)),
  ];
}

function median({ median: value }: Quartiles, format: (value: number) => string): string | null {
  return value === null ? null : format(value);
}

function spreadOf({ lower, median: middle, upper }: Quartiles, isOne: boolean): string | null {
  if (middle === null) return null;
  const [low, high] = [formatNumber(lower, 3), formatNumber(upper, 3)];
  return isOne || low === high ? formatNumber(middle) : `${formatNumber(middle)}\n[${low}, ${high}]`;
}

function reachCell({ queries, reached }: ReachedTarget, runs: number): string | null {
  if (reached === 0) return null;
  const share = reached < runs ? ` (${reached}/${runs})` : '';
  return `${median(queries, formatCount) ?? '-'}${share}`;
}

/** 10 %, 0.1 %, 0.001 % */
export function percent(level: number): string {
  return `${String(Number((level * 100).toPrecision(6)))} %`;
}
