/** Lower quartile, median and upper quartile; null where it is not known: of no values, or beyond those that were reached. */
export interface Quartiles {
  readonly lower: number | null;
  readonly median: number | null;
  readonly upper: number | null;
}

/**
 * Quartiles by linear interpolation between order statistics (definition 7 of Hyndman & Fan 1996). +∞ stands for "never reached": it is
 * larger than every number, and a quartile that needs it is null. NaN is not a value and throws nothing off: leave it out before.
 */
export function quartiles(values: readonly number[]): Quartiles {
  const sorted = [...values].sort((a, b) => a - b);
  return { lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75) };
}

function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  // ∞ − ∞ is not a number, so equal neighbours are not interpolated.
  const value = below === above ? below : below + (position - Math.floor(position)) * (above - below);
  return Number.isFinite(value) ? value : null;
}
