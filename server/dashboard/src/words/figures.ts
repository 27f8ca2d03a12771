const MINUS = '\u2212';
const NONE = '\u2013';

/** A value of F to `digits` significant digits, with a real minus; a dash where it is not known. */
export function formatValue(value: number | null, digits = 5): string {
  if (value === null) return NONE;
  const size = Math.abs(value);
  const plain = size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(digits - 1) : value.toPrecision(digits);
  return plain.replace('-', MINUS).replace(/e\+?(\S+)$/, '\u2009e$1');
}

const COUNT = new Intl.NumberFormat('en', { useGrouping: true });

/** 12,040 */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units, three digits: 3.15 MB. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < BYTE_UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toPrecision(3)}\u202f${BYTE_UNITS[unit]}`;
}

/** How long, in its two largest units: 4 min 12 s. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)}\u202fs`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}\u202fs`;
  if (whole < 3600) return `${Math.floor(whole / 60)}\u202fmin ${whole % 60}\u202fs`;
  return `${Math.floor(whole / 3600)}\u202fh ${Math.floor((whole % 3600) / 60)}\u202fmin`;
}

/** How long ago: "now", "12 s ago", "3 days ago". */
export function formatAgo(thenMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - thenMs) / 1000);
  if (seconds < 3) return 'now';
  if (seconds < 60) return `${seconds}\u202fs ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}\u202fmin ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}\u202fh ago`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}
