import { chooseScale, rangeOf } from './axis.js';
import { renderChart, type ChartSeries } from './chart-svg.js';
import { formatCompact, formatCompactBytes } from './format.js';
import type { RoundRow } from './round-row.js';
import type { Point } from './series.js';

export interface Figure {
  readonly caption: string;
  readonly svg: string;
}

type Abscissa = { readonly label: string; readonly of: (row: RoundRow) => number; readonly format: (tick: number) => string };

const QUERIES: Abscissa = { label: 'queries, all clients', of: (row) => row.queries, format: formatCompact };
const BYTES: Abscissa = { label: 'bytes sent, both ways', of: (row) => row.bytesUp + row.bytesDown, format: formatCompactBytes };

/**
 * The curves of a run: the value and its running best against queries and against bytes; where the last rounds are too flat to be seen
 * beside the fall before them, these enlarged; and, with a known optimum, the distance to it.
 */
export function runFigures(rows: readonly RoundRow[], optimum: number | undefined): Figure[] {
  const figures = [
    { caption: 'Against queries', svg: valueChart(rows, QUERIES) },
    { caption: 'Against bytes', svg: valueChart(rows, BYTES) },
  ];
  const tail = flatTail(rows);
  if (tail !== null) figures.push({ caption: `From round ${tail[0]!.round} on, enlarged`, svg: valueChart(tail, QUERIES) });
  if (optimum !== undefined) figures.push({ caption: 'Distance of the best to the optimum', svg: gapChart(rows, optimum) });
  return figures;
}

function valueChart(rows: readonly RoundRow[], abscissa: Abscissa): string {
  const value = pointsOf(rows, abscissa, (row) => row.value);
  const best = pointsOf(rows, abscissa, (row) => row.best);
  const series: ChartSeries[] = [
    { label: 'F at the iterate', points: value, look: 'soft' },
    { label: 'best so far', points: best, look: 'strong' },
  ];
  const yScale = chooseScale([...value, ...best].map((point) => point.y));
  return renderChart(series, {
    title: `F and its running best against ${abscissa.label}`,
    xLabel: abscissa.label,
    yLabel: 'F',
    yScale,
    formatX: abscissa.format,
  });
}

function gapChart(rows: readonly RoundRow[], optimum: number): string {
  const points = pointsOf(rows, QUERIES, (row) => (row.best === null || row.best <= optimum ? null : row.best - optimum));
  return renderChart([{ label: 'best so far − optimum', points, look: 'strong' }], {
    title: 'Distance of the best value to the optimum against queries',
    xLabel: QUERIES.label,
    yLabel: 'F − F*',
    yScale: chooseScale(points.map((point) => point.y)),
    formatX: QUERIES.format,
  });
}

function pointsOf(rows: readonly RoundRow[], abscissa: Abscissa, y: (row: RoundRow) => number | null): Point[] {
  return rows.flatMap((row) => {
    const value = y(row);
    return value === null ? [] : [{ x: abscissa.of(row), y: value }];
  });
}

/** The longest end of the run whose values span at most 0.5 % of all, if it is a third of the run or more; else null. */
function flatTail(rows: readonly RoundRow[]): readonly RoundRow[] | null {
  const values = rows.flatMap(valueOf);
  if (values.length < 8 || chooseScale(values) === 'log') return null;
  const all = rangeOf(values);
  let low = Infinity;
  let high = -Infinity;
  let from = rows.length;
  for (let i = rows.length - 1; i >= 0; i--) {
    const value = rows[i]!.value;
    if (value !== null) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      if (high - low > 0.005 * (all.high - all.low)) break;
    }
    from = i;
  }
  const tail = rows.slice(from);
  const shown = rangeOf(tail.flatMap(valueOf));
  return tail.length >= 5 && tail.length * 3 >= rows.length && shown.high > shown.low ? tail : null;
}

function valueOf(row: RoundRow): number[] {
  return row.value === null ? [] : [row.value];
}
