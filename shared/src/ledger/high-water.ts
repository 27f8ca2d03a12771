import { z } from 'zod';
import type { Head } from './chain.js';
import { NOTHING_BEFORE } from './content.js';
import { LedgerError } from './ledger-error.js';

const head = z.strictObject({
  sequence: z.int().min(-1).max(Number.MAX_SAFE_INTEGER),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A head from outside: a file, a message. Undefined where it is none. */
export function parseHead(value: unknown): Head | undefined {
  return head.safeParse(value).data;
}

/**
 * Refuses to go on with a ledger that lacks an entry somebody has seen, or has another in its place: it was rolled back to an older copy,
 * and charges that were made are not in it, or two copies of it went on apart. `hashes` are those of its entries, by their number;
 * `witness` says who has seen the head. Throws `LedgerError`. O(1).
 */
export function confirmHead(hashes: readonly string[], seen: Head, witness: string): void {
  const { sequence, hash } = seen;
  const own = sequence === -1 ? NOTHING_BEFORE : hashes[sequence];
  if (own === hash) return;
  if (own === undefined) {
    throw new LedgerError(
      0,
      `the ledger ends at entry ${hashes.length - 1}, but ${witness} has seen entry ${sequence}: it was rolled back, and what was charged since is ` +
        'missing. Nothing may be released by it; put back the newest copy, of the whole data directory',
    );
  }
  throw new LedgerError(
    sequence + 1,
    `is not the entry ${sequence} that ${witness} has seen: two copies of the ledger went on apart, and neither has all that was charged. ` +
      'Nothing may be released by it; put back the copy that has this entry, or begin with other data',
  );
}

/**
 * The head to remember, for somebody who was told one and has seen another before. Throws `LedgerError` where what is told lies behind what
 * was seen, or is another entry of the same number. Whether a later head continues an earlier one only the chain itself can tell: hence
 * `confirmHead`, for whoever has it.
 */
export function nextSeenHead(seen: Head | undefined, told: Head): Head {
  if (seen === undefined || told.sequence > seen.sequence) return told;
  if (told.sequence === seen.sequence && told.hash === seen.hash) return seen;
  throw new LedgerError(
    0,
    told.sequence < seen.sequence
      ? `its keeper says that the ledger ends at entry ${told.sequence}, but entry ${seen.sequence} was seen: it was rolled back. Take no part in releases by it ` +
          'until the keeper has put back the newest copy'
      : `its keeper says that the hash of entry ${told.sequence} is ${told.hash}, but ${seen.hash} was seen: the ledger was forked. Take no part in releases by it`,
  );
}
