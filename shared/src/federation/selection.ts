import { createStream } from '../numeric/random-stream.js';
import { PUBLIC } from '../numeric/random.js';

/** Which clients take part in a round: everybody who is there, or a uniform sample without replacement of them. */
export type Selection = { readonly kind: 'all' } | { readonly kind: 'uniform'; readonly clients: number };

/**
 * The cohort of a round: member numbers in increasing order. `uniform` draws `clients` of the available members without replacement
 * (partial Fisher–Yates on the stream (seed, PUBLIC, round, selection)); if fewer are available, all of them. O(available).
 */
export function selectCohort(
  selection: Selection,
  available: readonly number[],
  name: { readonly seed: number; readonly round: number },
): number[] {
  const pool = [...available].sort((a, b) => a - b);
  if (selection.kind === 'all' || selection.clients >= pool.length) return pool;
  const stream = createStream({ seed: name.seed, client: PUBLIC, round: name.round, purpose: 'selection' });
  for (let i = 0; i < selection.clients; i++) {
    const j = i + stream.integer(pool.length - i);
    const swapped = pool[i]!;
    pool[i] = pool[j]!;
    pool[j] = swapped;
  }
  return pool.slice(0, selection.clients).sort((a, b) => a - b);
}
