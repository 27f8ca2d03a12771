/** A point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * At most about `limit` of the points, the first and the last among them and in every stretch of the curve its lowest and its highest, so
 * that a spike survives. The input comes back as it is when it is short enough. Points are in order of x. O(n).
 */
export function downsample(points: readonly Point[], limit: number): readonly Point[] {
  if (points.length <= limit) return points;
  const buckets = Math.max(1, Math.floor((limit - 2) / 2));
  const kept = [points[0]!];
  const inner = points.length - 2;
  for (let b = 0; b < buckets; b++) {
    const from = 1 + Math.floor((b * inner) / buckets);
    const to = 1 + Math.floor(((b + 1) * inner) / buckets);
    if (from >= to) continue;
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      if (points[i]!.y < points[low]!.y) low = i;
      if (points[i]!.y > points[high]!.y) high = i;
    }
    kept.push(points[Math.min(low, high)]!);
    if (low !== high) kept.push(points[Math.max(low, high)]!);
  }
  kept.push(points.at(-1)!);
  return kept;
}

/** The least value up to each position; null until one is known. */
export function runningBest(values: readonly (number | null)[]): (number | null)[] {
  let best: number | null = null;
  return values.map((value) => {
    if (value !== null && (best === null || value < best)) best = value;
    return best;
  });
}

/** At most `limit` rows, evenly spread, first and last always, and those at `keep` (positions) in any case. */
export function thinRows<Row>(rows: readonly Row[], limit: number, keep: readonly number[] = []): readonly Row[] {
  if (rows.length <= limit) return rows;
  const positions = new Set(keep.filter((i) => i >= 0 && i < rows.length));
  for (let k = 0; k < limit; k++) positions.add(Math.round((k * (rows.length - 1)) / (limit - 1)));
  return [...positions].sort((a, b) => a - b).map((i) => rows[i]!);
}
