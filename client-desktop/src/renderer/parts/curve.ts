import { createAxis, downsample, runningBest, typographic, type Axis, type Point } from '@fedzoo/shared/telemetry';
import type { ReportedValue } from '../../ipc/session.js';
import { formatCount, formatValue } from '../words/figures.js';

const MOST_POINTS = 600;
const MARGIN = { top: 8, bottom: 30, right: 6 } as const;
const LABEL_CHARACTER_PX = 7;

export interface Curve {
  /** Paths, in the pixels of the box. */
  readonly value: string;
  readonly best: string;
  readonly left: number;
  readonly xTicks: readonly { readonly at: number; readonly value: number }[];
  readonly yTicks: readonly { readonly at: number; readonly label: string }[];
  /** The picture in words. */
  readonly summary: string;
}

/** The values reported so far and the least of them, against the queries spent; null while there are fewer than two. */
export function curve(values: readonly ReportedValue[], box: { readonly width: number; readonly height: number }): Curve | null {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined || values.length < 2) return null;
  const bests = runningBest(values.map(({ value }) => value));
  const valuePoints = values.map(({ queries, value }) => ({ x: queries, y: value }));
  const bestPoints = values.flatMap(({ queries }, index) => {
    const best = bests[index];
    return best == null ? [] : [{ x: queries, y: best }];
  });
  const heights = valuePoints.map(({ y }) => y);
  const y = createAxis('linear', { low: Math.min(...heights), high: Math.max(...heights) }, { ticks: 4, margin: 0.06 });
  const x = createAxis(
    'linear',
    { low: first.queries, high: Math.max(last.queries, first.queries + 1) },
    { ticks: Math.max(2, box.width / 110), margin: 0 },
  );
  const labels = y.ticks.map((tick) => typographic(y.label(tick)));
  const left = Math.max(...labels.map(({ length }) => length)) * LABEL_CHARACTER_PX + 14;
  const place = placement({ x, y, left, ...box });
  const best = bests.at(-1) ?? last.value;
  return {
    value: path(downsample(valuePoints, MOST_POINTS), place),
    best: path(downsample(bestPoints, MOST_POINTS), place),
    left,
    xTicks: x.ticks.filter(Number.isInteger).map((value) => ({ at: place({ x: value, y: y.low }).x, value })),
    yTicks: y.ticks.map((tick, index) => ({ at: place({ x: x.low, y: tick }).y, label: labels[index] ?? '' })),
    summary: `${formatValue(first.value)} at first, ${formatValue(best)} at best after ${formatCount(last.queries)} queries`,
  };
}

function placement({
  x,
  y,
  left,
  width,
  height,
}: {
  x: Axis;
  y: Axis;
  left: number;
  width: number;
  height: number;
}): (point: Point) => Point {
  return (point) => ({
    x: left + x.at(point.x) * (width - left - MARGIN.right),
    y: MARGIN.top + (1 - y.at(point.y)) * (height - MARGIN.top - MARGIN.bottom),
  });
}

function path(points: readonly Point[], place: (point: Point) => Point): string {
  return `M${points
    .map(place)
    .map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('L')}`;
}
