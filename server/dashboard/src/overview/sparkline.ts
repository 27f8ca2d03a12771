import type { RoundRow } from '@fedzoo/shared/telemetry';

export interface SparklinePath {
  readonly line: string;
  readonly end: { readonly x: number; readonly y: number };
}

const MOST_POINTS = 66;

/**
 * The best value over the rounds as the path of a small picture; the right edge is the last round asked for, so that what is still to come
 * stays empty. Null while fewer than two values are known.
 */
export function sparklinePath(
  rounds: readonly RoundRow[],
  box: { readonly of: number; readonly width: number; readonly height: number },
): SparklinePath | null {
  const known = rounds.flatMap((row) => (row.best === null ? [] : [{ round: row.round, best: row.best }]));
  if (known.length < 2) return null;
  const stride = Math.ceil(known.length / MOST_POINTS);
  const kept = known.filter((_, index) => index % stride === 0 || index === known.length - 1);
  const least = kept.reduce((lowest, { best }) => Math.min(lowest, best), Infinity);
  const most = kept.reduce((highest, { best }) => Math.max(highest, best), -Infinity);
  const span = most > least ? most - least : 1;
  const points = kept.map(({ round, best }) => ({
    x: (round / Math.max(box.of, 1)) * box.width,
    y: 1.5 + (1 - (best - least) / span) * (box.height - 3),
  }));
  const end = points.at(-1);
  if (end === undefined) return null;
  return { line: `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`, end };
}
