import { chooseScale, rangeOf, type ScaleKind } from '../axis.js';
import { renderChart, type ChartSeries } from '../chart-svg.js';
import { formatCompact, formatCompactBytes } from '../format.js';
import { byExperiment, countedRuns, type ComparedRun, type Cost } from './compared-run.js';
import { quartileCurve } from './quartile-curve.js';

export interface ComparisonFigure {
  readonly caption: string;
  readonly svg: string;
}

export interface FigureOptions {
  readonly cost: 'queries' | 'bytes' | 'trips';
  /** In CSS pixels of the drawing's own frame. */
  readonly width: number;
  readonly height: number;
  readonly legend: 'above' | 'none';
  /** What the values are, where they are neither F nor its distance to F*. */
  readonly yLabel?: string;
}

const AXES: Readonly<Record<FigureOptions['cost'], { caption: string; label: string; format: (tick: number) => string }>> = {
  queries: { caption: 'Against queries', label: 'queries, all clients', format: formatCompact },
  bytes: { caption: 'Against bytes', label: 'bytes sent, both ways, all clients', format: formatCompactBytes },
  trips: { caption: 'Against round trips', label: 'round trips', format: formatCompact },
};

/** Powers of ten of a gap that are shown: what is below stands at the lower edge, or one run that closed its gap would flatten all others. */
const GAP_DECADES = 8;

/**
 * The best value of each experiment against what it cost: median line and quartile band over the runs of one problem. With a known
 * optimum it is the distance to it. Scales are logarithmic where the values allow it (positive, over more than a factor of 30); along the
 * cost, where experiments end that far apart. `hue` of an experiment is its place in the order of the runs.
 */
export function comparisonFigure(runs: readonly ComparedRun[], { cost, yLabel, ...size }: FigureOptions): ComparisonFigure {
  const optimum = runs.find((run) => run.optimum !== undefined)?.optimum;
  const series = [...byExperiment(runs)].map(([experiment, all], hue) => seriesOf(experiment, countedRuns(all), { cost, hue, optimum }));
  const yScale = valueScale(series, optimum !== undefined);
  const { caption, label, format } = AXES[cost];
  const what = yLabel ?? (optimum === undefined ? 'Best F so far' : 'Best F so far − optimum');
  const spread = runs.length > series.length ? ', median and quartiles over seeds' : '';
  return {
    caption,
    svg: renderChart(yScale === 'log' && optimum !== undefined ? floored(series) : series, {
      title: `${what} against ${label}${spread}: ${series.map((one) => one.label).join(', ')}`,
      xLabel: label,
      yLabel: yLabel ?? (optimum === undefined ? 'best F' : 'best F − F*'),
      yScale,
      xScale: chooseScale(series.flatMap(({ points }) => points.at(-1)?.x ?? [])),
      formatX: format,
      ...size,
    }),
  };
}

function seriesOf(
  label: string,
  runs: readonly ComparedRun[],
  { cost, hue, optimum = 0 }: { readonly cost: Cost; readonly hue: number; readonly optimum: number | undefined },
): ChartSeries {
  const curve = quartileCurve(runs, cost);
  return {
    label,
    look: { hue },
    points: curve.flatMap(({ spent, median }) => (median === null ? [] : [{ x: spent, y: median - optimum }])),
    band:
      runs.length < 2
        ? []
        : curve.flatMap(({ spent, lower, upper }) =>
            lower === null || upper === null ? [] : [{ x: spent, low: lower - optimum, high: upper - optimum }],
          ),
  };
}

function valueScale(series: readonly ChartSeries[], isGap: boolean): ScaleKind {
  const values = series.flatMap(({ points }) => points.map(({ y }) => y));
  // A gap of 0 is one that rounding closed: it does not forbid the scale that shows all the others.
  return chooseScale(isGap ? values.filter((value) => value > 0) : values) === 'log' && rangeOf(values).high > 0 ? 'log' : 'linear';
}

function floored(series: readonly ChartSeries[]): readonly ChartSeries[] {
  const floor = rangeOf(series.flatMap(({ points }) => points.map(({ y }) => y))).high / 10 ** GAP_DECADES;
  const raise = (value: number): number => Math.max(value, floor);
  return series.map((one) => ({
    ...one,
    points: one.points.map(({ x, y }) => ({ x, y: raise(y) })),
    band: (one.band ?? []).map(({ x, low, high }) => ({ x, low: raise(low), high: raise(high) })),
  }));
}
