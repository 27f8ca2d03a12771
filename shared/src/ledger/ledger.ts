import { placed, type Head, type LedgerSigner, type ReadLedger } from './chain.js';
import type { LedgerContent, Opening, Reservation, Unplaced } from './content.js';
import { LedgerError } from './ledger-error.js';
import { withEntry, type LedgerState } from './state.js';

/** Where a ledger is kept. Both functions resolve once what they were given outlives the loss of power. */
export interface LedgerStorage {
  append(line: string): Promise<void>;
  /** Keeps the bytes of a release until it is published, by their hash. */
  keep(hash: string, body: Uint8Array): Promise<void>;
}

export interface LedgerParts {
  readonly storage: LedgerStorage;
  readonly signer: LedgerSigner;
  /** SHA-256 of bytes, 64 hexadecimal digits. */
  readonly digest: (body: Uint8Array) => string;
}

/** A ledger that is written to. One at a time for a data set; calls are carried out in their order. */
export interface Ledger {
  state(): LedgerState | null;
  head(): Head;
  /** The first entry of a new ledger. */
  open(opening: Omit<Unplaced<Opening>, 'kind' | 'publicKey'>): Promise<void>;
  plan(run: string, digest: string): Promise<void>;
  /** Charges a release before anything of it is computed; gives its number. Rejects with `BudgetSpentError`, and nothing is written. */
  reserve(release: Pick<Reservation, 'run' | 'round' | 'phase' | 'release'>): Promise<number>;
  /** Fixes the bytes of a reserved release. Once, and before anybody sees them. */
  seal(reservation: number, body: Uint8Array): Promise<void>;
  /** The sealed bytes were handed over. */
  publish(reservation: number): Promise<void>;
}

/**
 * Reserve → seal → publish, each durable before the next. A process that dies between them finds, when it reads the ledger again, a release
 * that is reserved (spent and void; a retry is a new reservation) or sealed (the same bytes are published again), and nothing else: noise is
 * never drawn twice for one number, and what was charged is never less than what was published.
 *
 * After a failed write nothing is known of what the storage holds, so every further call rejects until the ledger is read again.
 */
export function openLedger(read: Pick<ReadLedger, 'head' | 'state'>, { storage, signer, digest }: LedgerParts): Ledger {
  let { head, state } = read;
  let broken: unknown;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  }

  async function write(entry: Unplaced<LedgerContent>, before: () => Promise<void> = () => Promise.resolve()): Promise<LedgerContent> {
    if (broken !== undefined)
      throw new LedgerError(0, 'an entry could not be written; read the ledger again before anything else is released');
    const { line, head: nextHead, content } = placed(head, entry, signer);
    const next = withEntry(state, content);
    try {
      await before();
      await storage.append(line);
    } catch (error) {
      broken = error;
      throw error;
    }
    head = nextHead;
    state = next;
    return content;
  }

  return {
    state: () => state,
    head: () => head,
    open: (opening) => inTurn(async () => void (await write({ ...opening, kind: 'open', publicKey: signer.publicKey }))),
    plan: (run, planDigest) => inTurn(async () => void (await write({ kind: 'plan', run, plan: planDigest }))),
    reserve: ({ run, round, phase, release }) =>
      inTurn(async () => (await write({ kind: 'reserve', run, round, phase, release })).sequence),
    seal: (reservation, body) =>
      inTurn(async () => {
        const hash = digest(body);
        await write({ kind: 'seal', reservation, body: hash }, () => storage.keep(hash, body));
      }),
    publish: (reservation) => inTurn(async () => void (await write({ kind: 'publish', reservation }))),
  };
}
