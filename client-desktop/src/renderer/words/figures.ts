import { formatCount } from '@fedzoo/shared/telemetry';

export { formatCount, pageBytes as formatBytes, pageNumber as formatValue } from '@fedzoo/shared/telemetry';

/** "490 numbers", "1 number"; in words where how many is not known before the run. */
export function numbers(count: number | null): string {
  if (count === null) return 'as many numbers as the objective has dimensions';
  return count === 1 ? '1 number' : `${formatCount(count)} numbers`;
}
