import { formatBytes, formatDuration, formatNumber, typographic } from './format.js';

/** A value to `digits` significant digits, as a page shows it; a dash where it is not known. */
export function pageNumber(value: number | null, digits = 5): string {
  return typographic(formatNumber(value, digits));
}

/** 3.15 MB, without a line break inside. */
export function pageBytes(bytes: number): string {
  return typographic(formatBytes(bytes));
}

/** 4 min 12 s, without a line break inside. */
export function pageDuration(seconds: number): string {
  return typographic(formatDuration(seconds));
}
