import type { Head } from './chain.js';
import { LedgerError } from './ledger-error.js';

/** What a storage finds when it is opened. */
export interface StoredLedger {
  /** The entries, a line each. */
  readonly text: string;
  /** The last head that is known outside of them; undefined where none is. */
  readonly mark: Head | undefined;
}

/**
 * Where a ledger is kept. Everything but reading resolves once it outlives the loss of power. Rejects, and changes nothing, where somebody
 * else has written since it was read: a ledger has one writer.
 */
export interface LedgerStorage {
  read(): Promise<StoredLedger>;
  /** Adds an entry, then moves the high-water mark to its head. */
  append(line: string, head: Head): Promise<void>;
  /** Keeps bytes by their hash, until they are dropped. */
  keep(hash: string, body: Uint8Array): Promise<void>;
  kept(hash: string): Promise<Uint8Array | undefined>;
  drop(hashes: readonly string[]): Promise<void>;
}

/** A ledger that nobody keeps: of a run that leaves nothing behind, or of a test. */
export function memoryStorage(): LedgerStorage {
  let text = '';
  let mark: Head | undefined;
  const bodies = new Map<string, Uint8Array>();
  return {
    read: () => Promise.resolve({ text, mark }),
    append(line, head) {
      if (head.sequence !== (mark?.sequence ?? -1) + 1) return Promise.reject(secondWriter('the ledger'));
      text += `${line}\n`;
      mark = head;
      return Promise.resolve();
    },
    keep(hash, body) {
      bodies.set(hash, body.slice());
      return Promise.resolve();
    },
    kept: (hash) => Promise.resolve(bodies.get(hash)?.slice()),
    drop(hashes) {
      for (const hash of hashes) bodies.delete(hash);
      return Promise.resolve();
    },
  };
}

/** What a storage rejects with where entries are there that its reader has not read. */
export function secondWriter(place: string): LedgerError {
  return new LedgerError(
    0,
    `${place} has entries that this process has not written: another one writes to it, and neither may go on. End the other, then open the ledger again`,
  );
}
