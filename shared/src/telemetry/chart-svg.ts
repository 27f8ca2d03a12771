import { createAxis, rangeOf, type ScaleKind } from './axis.js';
import { markPath } from './chart-mark.js';
import { escapeMarkup } from './markup.js';
import { seriesColour } from './series-colours.js';
import { downsample, thinRows, type Point } from './series.js';

/** A stretch of values at one place. */
interface BandPoint {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

export interface ChartSeries {
  readonly label: string;
  /** In order of x, finite. */
  readonly points: readonly Point[];
  /** What is shaded around the line, in order of x. */
  readonly band?: readonly BandPoint[];
  /** `strong` is the line to look at, `soft` the one behind it; `dashed` is a reference. Lines of equal rank are told apart by a hue, from 0. */
  readonly look: 'strong' | 'soft' | 'dashed' | { readonly hue: number };
}

export interface ChartOptions {
  /** What the figure shows, for those who cannot see it. */
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Values that a log scale cannot show stand at its lower edge. */
  readonly yScale: ScaleKind;
  /** Default linear. */
  readonly xScale?: ScaleKind;
  /** Default `above`; `none` where another chart beside it tells the series apart. */
  readonly legend?: 'above' | 'none';
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
const LEGEND_ROW = 20;
const MARKS_A_LINE = 5;
/** Of a log scale: below that, rounding is drawn. */
const DECADES = 12;

/**
 * A line chart as one SVG element: axes, ticks, grid, legend, several series with bands, dots with a tooltip where points are few. Colours
 * and fonts come from CSS variables of the place it stands in (`--ink`, `--ink-soft`, `--rule`, `--accent`, `--chart-soft`,
 * `--series-1` …, `--sans`), with defaults. Long series are down-sampled so that spikes survive.
 */
export function renderChart(series: readonly ChartSeries[], options: ChartOptions): string {
  const { width = 520, height = 320 } = options;
  const drawn = series
    .map((one) => ({
      ...one,
      points: downsample(one.points.filter(isFinitePoint), POINTS_A_LINE),
      band: thinRows((one.band ?? []).filter(isFiniteBand), POINTS_A_LINE / 2),
    }))
    .filter((one) => one.points.length > 0);
  if (drawn.length === 0) return frame(options, text(width / 2, height / 2, 'No values are known', { anchor: 'middle' }));

  const ys = drawn.flatMap((one) => [...one.points.map(({ y }) => y), ...one.band.flatMap(({ low, high }) => [low, high])]);
  const xs = drawn.flatMap((one) => one.points.map((point) => point.x));
  const yKind = options.yScale;
  const y = createAxis(yKind, rangeOn(yKind, ys), { ticks: Math.round((height - MARGIN.top - MARGIN.bottom) / 47), margin: 0.05 });
  const left = Math.max(44, 18 + Math.max(...y.ticks.map((tick) => minus(y.label(tick)).length)) * CHARACTER);
  const plotWidth = width - left - MARGIN.right;
  const yLabel = `${options.yLabel}${y.kind === 'log' ? ' (log scale)' : ''}`;
  const key =
    options.legend === 'none' ? { rows: 0, markup: '' } : legend(drawn, { left: Math.max(left, yLabel.length * CHARACTER + 20), width });
  const top = MARGIN.top + Math.max(0, key.rows - 1) * LEGEND_ROW;
  const plotHeight = height - top - MARGIN.bottom;
  const xKind = options.xScale ?? 'linear';
  const x = createAxis(xKind, rangeOn(xKind, xs), { ticks: Math.floor(plotWidth / 75), margin: 0 });
  const place = {
    x: (value: number) => round(left + x.at(value) * plotWidth),
    y: (value: number) => round(top + (1 - y.at(value)) * plotHeight),
  };
  const bottom = top + plotHeight;

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
  const xLabel = `${options.xLabel}${x.kind === 'log' ? ' (log scale)' : ''}`;
  const labels = text(width - MARGIN.right, height - 6, xLabel, { anchor: 'end', soft: true }) + text(0, 13, yLabel, { soft: true });
  const bands = drawn.map((one) => bandOf(one, place));
  const lines = drawn.map((one, index) => path(one, place) + marksOf(one, { place, options, index, of: drawn.length }));
  return frame(options, [...grid, base, ...ticks, labels, ...bands, ...lines, key.markup].join(''));
}

/** What an axis spans: on a log scale the positive values, at most `DECADES` powers of ten below the greatest. */
function rangeOn(kind: ScaleKind, values: readonly number[]): { readonly low: number; readonly high: number } {
  const all = rangeOf(values);
  if (kind === 'linear' || all.high <= 0) return all;
  const positive = rangeOf(values.filter((value) => value > 0));
  return { low: Math.max(positive.low, positive.high / 10 ** DECADES), high: positive.high };
}

function frame({ width = 520, height = 320, title }: ChartOptions, inner: string): string {
  return (
    `<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(title)}" ` +
    `style="width:100%;height:auto;font:13px var(--sans,system-ui,sans-serif);font-variant-numeric:tabular-nums">${inner}</svg>`
  );
}

type Place = { x(value: number): number; y(value: number): number };

function bandOf({ band = [], look }: ChartSeries, place: Place): string {
  if (band.length < 2) return '';
  const corners = [
    ...band.map(({ x, high }) => `${place.x(x)} ${place.y(high)}`),
    ...band.toReversed().map(({ x, low }) => `${place.x(x)} ${place.y(low)}`),
  ];
  return `<path class="band" d="M${corners.join('L')}Z" style="fill:${colourOf(look)};fill-opacity:.15;stroke:none"/>`;
}

function path(one: ChartSeries, place: Place): string {
  const start = one.points[0]!;
  let commands = `M${place.x(start.x)} ${place.y(start.y)}`;
  for (const point of one.points.slice(1)) commands += `L${place.x(point.x)} ${place.y(point.y)}`;
  return `<path d="${commands}" style="${strokeOf(one.look)}"/>`;
}

/** Dots where points are few; on lines with a hue their mark, a few times along the way and not where a neighbour has its own. */
function marksOf(
  one: ChartSeries,
  { place, options, index, of }: { readonly place: Place; readonly options: ChartOptions; readonly index: number; readonly of: number },
): string {
  if (one.look === 'soft') return one.points.length <= DOTS_UP_TO ? dotsOf(one, place, options) : '';
  if (typeof one.look === 'string') return '';
  const [from, to] = [place.x(one.points[0]!.x), place.x(one.points.at(-1)!.x)];
  const marks = Array.from({ length: MARKS_A_LINE }, (_, k) => {
    const x = from + ((to - from) * (k + (index + 1) / (of + 1))) / MARKS_A_LINE;
    return { x, y: heightAt(one.points, x, place) };
  });
  return [...marks, { x: to, y: place.y(one.points.at(-1)!.y) }].map((at) => mark(one.look, at, 3.6)).join('');
}

/** The line's height at a horizontal place, between its points. */
function heightAt(points: readonly Point[], x: number, place: Place): number {
  const next = points.findIndex((point) => place.x(point.x) >= x);
  const [b, a] = [points[next] ?? points.at(-1)!, points[Math.max(0, next - 1)]!];
  const [xa, xb] = [place.x(a.x), place.x(b.x)];
  return place.y(a.y) + (xb > xa ? ((x - xa) / (xb - xa)) * (place.y(b.y) - place.y(a.y)) : 0);
}

function mark(look: ChartSeries['look'], { x, y }: Point, radius: number): string {
  if (typeof look === 'string') return '';
  return `<path class="mark" d="${markPath(look.hue, { x, y, radius })}" style="fill:${colourOf(look)};stroke:var(--paper,#faf9f6);stroke-width:1"/>`;
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

/** The names of the series in as many rows as they need, and their count. */
function legend(
  series: readonly ChartSeries[],
  { left, width }: { readonly left: number; readonly width: number },
): { rows: number; markup: string } {
  let from = left;
  let row = 0;
  const entries = series.map((one) => {
    const size = 24 + one.label.length * CHARACTER;
    if (from > left && from + size > width) {
      from = left;
      row += 1;
    }
    const y = row * LEGEND_ROW;
    const entry = `<path d="M${round(from)} ${9 + y}h18" style="${strokeOf(one.look)}"/>${mark(one.look, { x: from + 9, y: 9 + y }, 3.6)}${text(from + 24, 13 + y, one.label, {})}`;
    from += size + 22;
    return entry;
  });
  return { rows: row + 1, markup: entries.join('') };
}

function colourOf(look: ChartSeries['look']): string {
  if (typeof look === 'object') return seriesColour(look.hue);
  return look === 'strong' ? 'var(--accent,#14705f)' : look === 'soft' ? 'var(--chart-soft,#b08a3c)' : 'var(--ink-faint,#716d64)';
}

function strokeOf(look: ChartSeries['look']): string {
  const width = look === 'strong' ? 2.25 : look === 'dashed' ? 1 : look === 'soft' ? 1.5 : 2;
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

function isFiniteBand({ x, low, high }: BandPoint): boolean {
  return Number.isFinite(x) && Number.isFinite(low) && Number.isFinite(high);
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
