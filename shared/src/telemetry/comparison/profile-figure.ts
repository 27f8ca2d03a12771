import { renderChart } from '../chart-svg.js';
import { formatCompact } from '../format.js';
import type { DataProfile } from './data-profile.js';
import type { FigureOptions } from './figures.js';

/**
 * Data profiles as a chart: the share of problems solved, in percent, against the budget. `budgets` are those that the profiles were made
 * of, increasing; `yLabel` says what the shares are of where they are not of problems.
 */
export function profileFigure(
  profiles: readonly DataProfile[],
  { budgets, title, ...size }: { readonly budgets: readonly number[]; readonly title: string } & Omit<FigureOptions, 'cost'>,
): string {
  const series = profiles.map(({ experiment, shares }, hue) => ({
    label: experiment,
    look: { hue },
    points: shares.map((share, at) => ({ x: budgets[at] ?? 0, y: 100 * share })),
  }));
  return renderChart(series, {
    title: `${title}: ${profiles.map(({ experiment, shares }) => `${experiment} ${Math.round(100 * (shares.at(-1) ?? 0))} %`).join(', ')}`,
    xLabel: 'queries, all clients',
    yLabel: '% of problems solved',
    yScale: 'linear',
    formatX: formatCompact,
    ...size,
  });
}
