import { readFileSync } from 'node:fs';
import { cellOf, DATA, EPSILONS, METHODS, MOST_ROUNDS, SEEDS, SIZES } from './settings.mjs';

const TUNED = JSON.parse(readFileSync(new URL('tuned.json', import.meta.url), 'utf8'));

/** The runs to make: small data first, and of each size all methods with the first seed before any with the second. */
export function jobsOf({ full, data = DATA, records = full ? SIZES.full : SIZES.short, epsilons = EPSILONS }) {
  return records.flatMap((size) =>
    SEEDS.flatMap((seed) =>
      data.flatMap((table) =>
        epsilons.flatMap((epsilon) => Object.keys(METHODS).map((method) => jobOf({ data: table, records: size, epsilon, method, seed }))),
      ),
    ),
  );
}

/** What `rate` means is over 1/C₂; a tuned method has the plan that was best in its cell. */
function jobOf({ method, ...job }) {
  const { tuned, kind } = METHODS[method];
  if (tuned === undefined) return { ...job, method, kind, rounds: MOST_ROUNDS };
  const { rounds, rate, restart } = TUNED[cellOf(job)][tuned];
  return { ...job, method, kind, rounds, rate, restart };
}
