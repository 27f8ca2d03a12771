/**
 * Figures for people, in plain ASCII so that a pipe can be searched; a page may dress them up (`typographic`).
 */
const UNKNOWN = '-';

/** A value to `digits` significant digits, in exponential form below 1e-4 and from 1e7; `-` where it is not known. */
export function formatNumber(value: number | null, digits = 5): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return trimExponent(value.toExponential(digits - 1));
  return value.toPrecision(digits);
}

/**
 * How to write the numbers of one column so that their decimal points agree: enough decimals for the smallest to keep `digits` digits,
 * at most 6. Columns of very large or very small numbers only: each number to `digits` digits of its own.
 */
export function columnFormat(values: readonly (number | null)[], digits = 5): (value: number | null) => string {
  const sizes = values.flatMap((value) => (value === null || value === 0 || !Number.isFinite(value) ? [] : [Math.abs(value)]));
  const least = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = sizes.reduce((a, b) => Math.max(a, b), 0);
  if (sizes.length === 0 || greatest >= 1e7 || greatest < 1e-3) return (value) => formatNumber(value, digits);
  const decimals = Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(least))));
  return (value) => (value === null || !Number.isFinite(value) ? UNKNOWN : value.toFixed(decimals));
}

/** 12,040 */
export function formatCount(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** 950, 1.2k, 25k, 3M: for axis ticks and narrow places; at most three digits. */
export function formatCompact(count: number): string {
  const [scaled, unit] = scale(count, 1000, ['', 'k', 'M', 'G', 'T']);
  return shorten(scaled) + unit;
}

/** Bytes in decimal units, three digits: 3.15 MB. */
export function formatBytes(bytes: number): string {
  const [scaled, unit] = scale(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB']);
  return `${unit === 'B' ? Math.round(scaled) : scaled.toPrecision(3)} ${unit}`;
}

/** Bytes for an axis, without needless zeros: 1.5 MB, 20 kB. */
export function formatCompactBytes(bytes: number): string {
  const [scaled, unit] = scale(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB']);
  return `${shorten(scaled)} ${unit}`;
}

/** How long, in its two largest units: 0.31 s, 9.4 s, 42 s, 4 min 12 s, 3 h 5 min. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return UNKNOWN;
  if (seconds < 0.9995) return `${seconds < 0.001 ? '<0.001' : seconds.toPrecision(2)} s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The same figure for a page: a real minus, a dash for the unknown, and no line break inside. */
export function typographic(figure: string): string {
  if (figure === UNKNOWN) return '\u2013';
  return figure.replace(/^-/, '\u2212').replace(/e-/, 'e\u2212').replaceAll(' ', '\u00a0');
}

function scale(size: number, base: number, units: readonly string[]): [number, string] {
  let scaled = size;
  let unit = 0;
  while (Math.abs(scaled) >= base - 0.5 && unit < units.length - 1) {
    scaled /= base;
    unit += 1;
  }
  return [scaled, units[unit] ?? ''];
}

/** At most three digits, no trailing zeros. */
function shorten(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function trimExponent(text: string): string {
  return text.replace('e+', 'e');
}
