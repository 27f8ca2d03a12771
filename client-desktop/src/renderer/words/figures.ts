import * as plain from '@fedzoo/shared/telemetry';

/** A value to five significant digits; a dash where it is not known. */
export function formatValue(value: number | null): string {
  return plain.typographic(plain.formatNumber(value));
}

/** 12,040 */
export const formatCount = plain.formatCount;

/** 3.15 MB, without a line break inside. */
export function formatBytes(bytes: number): string {
  return plain.typographic(plain.formatBytes(bytes));
}

/** "490 numbers", "1 number"; in words where how many is not known before the run. */
export function numbers(count: number | null): string {
  if (count === null) return 'as many numbers as the objective has dimensions';
  return count === 1 ? '1 number' : `${formatCount(count)} numbers`;
}
