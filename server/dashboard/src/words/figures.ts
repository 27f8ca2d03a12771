import * as plain from '@fedzoo/shared/telemetry';

/** A value of F to `digits` significant digits; a dash where it is not known. */
export function formatValue(value: number | null, digits = 5): string {
  return plain.typographic(plain.formatNumber(value, digits));
}

/** 12,040 */
export const formatCount = plain.formatCount;

/** 3.15 MB, without a line break inside. */
export function formatBytes(bytes: number): string {
  return plain.typographic(plain.formatBytes(bytes));
}

/** 4 min 12 s, without a line break inside. */
export function formatDuration(seconds: number): string {
  return plain.typographic(plain.formatDuration(seconds));
}

/** How long ago: "now", "12 s ago", "3 days ago". */
export function formatAgo(thenMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - thenMs) / 1000);
  if (seconds < 3) return 'now';
  if (seconds < 60) return `${seconds}\u00a0s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}\u00a0min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}\u00a0h ago`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}
