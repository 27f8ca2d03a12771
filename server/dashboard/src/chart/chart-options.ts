import type uPlot from 'uplot';
import { formatCompactBytes, typographic } from '@fedzoo/shared/telemetry';
import { formatCount, formatValue } from '../words/figures.js';
import type { AxisKind } from './series.js';

/** The colours a canvas draws with: it does not know the style sheet's variables. */
export interface ChartInk {
  readonly accent: string;
  readonly value: string;
  readonly label: string;
  readonly rule: string;
  readonly font: string;
}

/** Reads the colours as they are now at `place`, in the theme that holds there. */
export function readInk(place: HTMLElement): ChartInk {
  const probe = place.ownerDocument.createElement('span');
  place.append(probe);
  const colour = (variable: string) => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  };
  const ink = {
    accent: colour('--accent'),
    value: colour('--ink-faint'),
    label: colour('--ink-faint'),
    rule: colour('--rule'),
    font: `13px ${getComputedStyle(place).fontFamily}`,
  };
  probe.remove();
  return ink;
}

export interface ChartSettings {
  readonly axis: AxisKind;
  readonly scale: 'linear' | 'log';
  readonly ink: ChartInk;
  readonly size: { readonly width: number; readonly height: number };
  /** The row under the pointer, or null when it leaves. */
  readonly onPoint: (index: number | null) => void;
}

/** Two curves, the value thin and the best strong, on hairlines; no frame, no legend (it is written above, in words). */
export function chartOptions({ axis, scale, ink, size, onPoint }: ChartSettings): uPlot.Options {
  const axisStyle = { stroke: ink.label, font: ink.font, ticks: { show: false } } as const;
  return {
    ...size,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    scales: { x: { time: false }, y: scale === 'log' ? { distr: 3 } : { range: (_, low, high) => withMargin(low, high) } },
    cursor: { y: false, points: { size: 7, fill: ink.accent, stroke: ink.accent }, drag: { x: true, y: false } },
    series: [
      {},
      { stroke: ink.value, width: 1, points: { show: false }, spanGaps: true },
      { stroke: ink.accent, width: 2, points: { show: false }, spanGaps: true },
    ],
    axes: [
      { ...axisStyle, grid: { show: false }, gap: 8, size: 34, space: 90, values: (_, at) => at.map((x) => xLabel(x, axis)) },
      {
        ...axisStyle,
        grid: { stroke: ink.rule, width: 1 },
        gap: 10,
        space: 44,
        size: (_, labels) => yAxisWidth(labels),
        values: (_, at) => yLabels(at),
      },
    ],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
}

const MARGIN = 0.08;

/** A little air above and below; a flat curve lies in the middle. */
function withMargin(low: number, high: number): [number, number] {
  const span = high - low || Math.abs(high) * 0.2 || 1;
  return [low - span * MARGIN - (high > low ? 0 : span / 2), high + span * MARGIN + (high > low ? 0 : span / 2)];
}

function xLabel(x: number, axis: AxisKind): string {
  if (!Number.isInteger(x)) return '';
  return axis === 'bytes' ? typographic(formatCompactBytes(x)) : formatCount(x);
}

/** As many digits as tell neighbouring ticks apart; a logarithmic axis leaves some ticks without a label. */
function yLabels(at: readonly (number | null)[]): string[] {
  const told = at.filter((y) => y !== null);
  const step = told.length > 1 ? Math.abs((told[1] ?? 0) - (told[0] ?? 0)) : 0;
  const most = told.reduce((largest, y) => Math.max(largest, Math.abs(y)), 0);
  const decimals = step > 0 ? Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)) : 0;
  return at.map((y) => {
    if (y === null) return '';
    if (decimals > 6 || most >= 1e7) return formatValue(y, 3);
    return y.toFixed(decimals).replace('-', '\u2212');
  });
}

function yAxisWidth(labels: readonly string[] | null): number {
  const longest = (labels ?? []).reduce((most, label) => Math.max(most, label.length), 3);
  return Math.ceil(longest * LABEL_CHARACTER_PX) + 14;
}

const LABEL_CHARACTER_PX = 7;
