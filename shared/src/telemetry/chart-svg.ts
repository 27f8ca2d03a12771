import { createAxis, rangeOf, type ScaleKind } from './axis.js';
import { escapeMarkup } from './markup.js';
import { downsample, type Point } from './series.js';

export interface ChartSeries {
  readonly label: string;
  /** In order of x, finite. */
  readonly points: readonly Point[];
  /** `strong` is the line to look at, `soft` the one behind it; `dashed` is a reference. */
  readonly look: 'strong' | 'soft' | 'dashed';
}

export interface ChartOptions {
  /** What the figure shows, for those who cannot see it. */
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yScale: ScaleKind;
  readonly formatX: (tick: number) => string;
  /** In CSS pixels of the drawing's own frame; it scales with its place. Default 520 × 320. */
  readonly width?: number;
  readonly height?: number;
}

const MARGIN = { top: 36, right: 14, bottom: 50 };
const POINTS_A_LINE = 600;
/** Soft lines with few points show them. */
const DOTS_UP_TO = 60;
/** Rough width of a character of the labels, in pixels. */
const CHARACTER = 7;

/**
 * A line chart as one SVG element: axes, ticks, grid, legend, several series, dots with a tooltip where points are few. Colours and fonts
 * come from CSS variables of the place it stands in (`--ink`, `--ink-soft`, `--rule`, `--accent`, `--chart-soft`, `--sans`), with
 * defaults. Long series are down-sampled so that spikes survive.
 */
export function renderChart(series: readonly ChartSeries[], options: ChartOptions): string {
  const { width = 520, height = 320 } = options;
  const drawn = series
    .map((one) => ({ ...one, points: downsample(one.points.filter(isFinitePoint), POINTS_A_LINE) }))
    .filter((one) => one.points.length > 0);
  const points = drawn.flatMap((one) => one.points);
  if (points.length === 0) return frame(options, text(width / 2, height / 2, 'No values are known', { anchor: 'middle' }));

  const plotHeight = height - MARGIN.top - MARGIN.bottom;
  const y = createAxis(options.yScale, rangeOf(points.map((point) => point.y)), { ticks: 5, margin: 0.05 });
  const left = Math.max(44, 18 + Math.max(...y.ticks.map((tick) => minus(y.label(tick)).length)) * CHARACTER);
  const plotWidth = width - left - MARGIN.right;
  const x = createAxis('linear', rangeOf(points.map((point) => point.x)), { ticks: Math.floor(plotWidth / 75), margin: 0 });
  const place = {
    x: (value: number) => round(left + x.at(value) * plotWidth),
    y: (value: number) => round(MARGIN.top + (1 - y.at(value)) * plotHeight),
  };
  const bottom = MARGIN.top + plotHeight;

  const grid = y.ticks.map(
    (tick) =>
      line(left, place.y(tick), width - MARGIN.right, place.y(tick), 'var(--rule,#e3e0d8)') +
      text(left - 8, place.y(tick) + 4, minus(y.label(tick)), { anchor: 'end' }),
  );
  const base = line(left, bottom, width - MARGIN.right, bottom, 'var(--rule-strong,#c9c5ba)');
  const ticks = x.ticks.map(
    (tick) =>
      line(place.x(tick), bottom, place.x(tick), bottom + 5, 'var(--rule-strong,#c9c5ba)') +
      text(place.x(tick), bottom + 20, options.formatX(tick), { anchor: 'middle' }),
  );
  const yLabel = `${options.yLabel}${y.kind === 'log' ? ' (log scale)' : ''}`;
  const labels =
    text(width - MARGIN.right, height - 6, options.xLabel, { anchor: 'end', soft: true }) + text(0, 13, yLabel, { soft: true });
  const lines = drawn.map((one) =>
    one.look === 'soft' && one.points.length <= DOTS_UP_TO ? path(one, place) + dotsOf(one, place, options) : path(one, place),
  );
  return frame(
    options,
    [...grid, base, ...ticks, labels, ...lines, legend(drawn, Math.max(left, yLabel.length * CHARACTER + 20))].join(''),
  );
}

function frame({ width = 520, height = 320, title }: ChartOptions, inner: string): string {
  return (
    `<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(title)}" ` +
    `style="width:100%;height:auto;font:13px var(--sans,system-ui,sans-serif);font-variant-numeric:tabular-nums">${inner}</svg>`
  );
}

type Place = { x(value: number): number; y(value: number): number };

function path(one: ChartSeries, place: Place): string {
  const start = one.points[0]!;
  let commands = `M${place.x(start.x)} ${place.y(start.y)}`;
  for (const point of one.points.slice(1)) commands += `L${place.x(point.x)} ${place.y(point.y)}`;
  return `<path d="${commands}" style="${strokeOf(one.look)}"/>`;
}

function dotsOf(one: ChartSeries, place: Place, options: ChartOptions): string {
  const radius = one.points.length <= 30 ? 2.6 : 2;
  return one.points
    .map((point) => {
      const tip = `${one.label} ${minus(String(Number(point.y.toPrecision(6))))} at ${options.formatX(point.x)} (${options.xLabel})`;
      return `<circle cx="${place.x(point.x)}" cy="${place.y(point.y)}" r="${radius}" style="fill:${colourOf(one.look)}"><title>${escapeMarkup(tip)}</title></circle>`;
    })
    .join('');
}

function legend(series: readonly ChartSeries[], left: number): string {
  let from = left;
  return series
    .map((one) => {
      const entry = `<path d="M${round(from)} 9h18" style="${strokeOf(one.look)}"/>` + text(from + 24, 13, one.label, {});
      from += 24 + one.label.length * CHARACTER + 22;
      return entry;
    })
    .join('');
}

function colourOf(look: ChartSeries['look']): string {
  return look === 'strong' ? 'var(--accent,#14705f)' : look === 'soft' ? 'var(--chart-soft,#b08a3c)' : 'var(--ink-faint,#716d64)';
}

function strokeOf(look: ChartSeries['look']): string {
  const width = look === 'strong' ? 2.25 : look === 'soft' ? 1.5 : 1;
  return `fill:none;pointer-events:none;stroke:${colourOf(look)};stroke-width:${width};stroke-linejoin:round;stroke-linecap:round${look === 'dashed' ? ';stroke-dasharray:5 4' : ''}`;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" style="stroke:${colour};stroke-width:1;shape-rendering:crispEdges"/>`;
}

function text(
  x: number,
  y: number,
  content: string,
  { anchor = 'start', soft = false }: { anchor?: 'start' | 'middle' | 'end'; soft?: boolean },
): string {
  const colour = soft ? 'var(--ink-faint,#716d64)' : 'var(--ink-soft,#59564f)';
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" style="fill:${colour}">${escapeMarkup(content)}</text>`;
}

function isFinitePoint({ x, y }: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function minus(label: string): string {
  return label.replaceAll('-', '\u2212');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
