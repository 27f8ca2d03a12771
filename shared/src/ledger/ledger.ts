import { InvalidArgumentError } from '../errors.js';
import { budgetGuard } from './budget.js';
import { placed, readLedger, type Head, type LedgerSigner } from './chain.js';
import type { LedgerContent, LedgerTerms, ReleaseName, Reservation, Unplaced } from './content.js';
import { confirmHead } from './high-water.js';
import { LedgerError } from './ledger-error.js';
import { releaseKey, withEntry, type LedgerState } from './state.js';
import type { LedgerStorage } from './storage.js';

export interface LedgerParts {
  readonly storage: LedgerStorage;
  readonly signer: LedgerSigner;
  /** SHA-256 of bytes, 64 hexadecimal digits. */
  readonly digest: (body: Uint8Array) => string;
}

/** The bytes of a release, which never change again. */
export interface SealedBody {
  readonly reservation: number;
  readonly body: Uint8Array;
  /** Whether they are known to have been handed over. Where not they are handed over again, then published. */
  readonly isPublished: boolean;
}

/** A ledger that is written to. One at a time for a data set; calls are carried out in their order. */
export interface Ledger {
  state(): LedgerState | null;
  head(): Head;
  /**
   * Begins a ledger, or agrees to the terms of one that has begun, and then writes nothing. Rejects with `InvalidArgumentError` where the
   * terms are others: a data set has one budget, across all runs.
   */
  open(terms: LedgerTerms): Promise<void>;
  /** What a run means to release. Once and before its first release; the same plan again writes nothing. */
  plan(run: string, digest: string): Promise<void>;
  /**
   * Keeps room in the budget for the next release of a run, in place of what was kept for it, until it is reserved or the run is forgotten.
   * Throws `BudgetSpentError` where there is none beside what is kept for other runs. Nothing is charged or written.
   */
  hold(run: string, release: Reservation['release']): void;
  /**
   * Charges a release before anything of it is computed; gives its number. Rejects with `BudgetSpentError`, and nothing is written. One that
   * was sealed before is not reserved again: ask `sealed` first.
   */
  reserve(release: ReleaseName & Pick<Reservation, 'release'>): Promise<number>;
  /** Fixes the bytes of a release that this process reserved. Once, and before anybody sees them. */
  seal(reservation: number, body: Uint8Array): Promise<void>;
  /** The sealed bytes were handed over. */
  publish(reservation: number): Promise<void>;
  /**
   * The release of a run's round and phase if its bytes are fixed, by this process or one before it; undefined where there is none, or it was
   * only reserved. Rejects with `LedgerError` where the bytes are no longer kept, or are not those that were sealed.
   */
  sealed(release: ReleaseName): Promise<SealedBody | undefined>;
  /** Nobody needs the bytes of a run's releases any more, nor room for more of them. Their hashes stay. */
  forget(run: string): Promise<void>;
  /** Throws `LedgerError` as `confirmHead`, where the ledger is behind what a client has seen of it, or differs from it. */
  confirm(seen: Head, witness: string): void;
}

/**
 * Reads a ledger and goes on with it: reserve → seal → publish, each durable before the next. A process that dies between them leaves a
 * release that is reserved (spent and void; a retry is a new reservation) or sealed (the same bytes are published again), and nothing else:
 * noise is never drawn twice for one release that was fixed, and what was charged is never less than what was published.
 *
 * After a failed write nothing is known of what the storage holds, so every further call rejects until the ledger is read again. Rejects with
 * `LedgerError` where it is not sound, behind its high-water mark, or another's.
 */
export async function openLedger({ storage, signer, digest }: LedgerParts): Promise<Ledger> {
  const { text, mark } = await storage.read();
  const read = readLedger(text, signer);
  if (read.state !== null && read.state.opening.publicKey !== signer.publicKey)
    throw new LedgerError(
      1,
      'was signed with another key than the one that is here; put back the file of the key that the ledger began with',
    );
  if (mark !== undefined) confirmHead(read.hashes, mark, 'its high-water mark');
  // The first mark follows the first entry, and may be lost with the process that wrote it.
  else if (read.hashes.length > 1)
    throw new LedgerError(
      0,
      `has ${read.hashes.length} entries but no high-water mark, which shows whether later ones are missing; put it back as { "sequence": n, "hash": "…" } of the ` +
        'last entry that a client, a copy or a backup has seen',
    );

  const hashes = [...read.hashes];
  let { head, state } = read;
  const guard = budgetGuard();
  /** Reservations of processes before this one are void. */
  const reserved = new Set<number>();
  /** Room that is kept, by run. */
  const held = new Map<string, Reservation['release']>();
  let broken: unknown;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = last.then(async () => {
      if (broken !== undefined)
        throw new LedgerError(0, 'an entry could not be written; read the ledger again before anything else is released', {
          cause: broken,
        });
      return await work();
    });
    last = next.catch(() => undefined);
    return next;
  }

  async function write(entry: Unplaced<LedgerContent>, body?: Uint8Array): Promise<LedgerContent> {
    const { line, head: nextHead, content } = placed(head, entry, signer);
    const next = following(state, content);
    if (content.kind === 'reserve' && state !== null) guard.check(next, state);
    try {
      if (content.kind === 'seal' && body !== undefined) await storage.keep(content.body, body);
      await storage.append(line, nextHead);
    } catch (error) {
      broken = error;
      throw error;
    }
    head = nextHead;
    hashes.push(nextHead.hash);
    state = next;
    return content;
  }

  return {
    state: () => state,
    head: () => head,
    open: (terms) =>
      inTurn(async () => {
        if (state === null) await write({ ...terms, kind: 'open', publicKey: signer.publicKey });
        else checkTerms(state, terms);
      }),
    plan: (run, planDigest) =>
      inTurn(async () => {
        if (state?.runs.get(run)?.plan !== planDigest) await write({ kind: 'plan', run, plan: planDigest });
      }),
    hold(run, release) {
      if (state === null) throw new LedgerError(0, 'has not begun; a release is charged to the budget of its first entry');
      const others = [...held].filter(([other]) => other !== run);
      const after = [...others, [run, release] as const].reduce<LedgerState>(
        (next, [name, one], index) =>
          withEntry(next, {
            kind: 'reserve',
            sequence: head.sequence + 1 + index,
            previous: head.hash,
            run: name,
            round: 0,
            phase: 'held',
            release: one,
          }),
        state,
      );
      guard.check(after, state);
      held.set(run, release);
    },
    reserve: ({ run, round, phase, release }) =>
      inTurn(async () => {
        const { sequence } = await write({ kind: 'reserve', run, round, phase, release });
        reserved.add(sequence);
        held.delete(run);
        return sequence;
      }),
    seal: (reservation, body) =>
      inTurn(async () => {
        if (state?.unfinished.get(reservation)?.body === null && !reserved.has(reservation))
          throw new LedgerError(
            0,
            `entry ${reservation} was reserved by a process that is gone: it is void, and a retry is a reservation of its own`,
          );
        await write({ kind: 'seal', reservation, body: digest(body) }, body);
      }),
    publish: (reservation) => inTurn(async () => void (await write({ kind: 'publish', reservation }))),
    sealed: (name) =>
      inTurn(async () => {
        const release = state?.sealed.get(releaseKey(name));
        if (release === undefined) return undefined;
        const { reservation, isPublished } = release;
        const body = await storage.kept(release.body);
        if (body === undefined || digest(body) !== release.body)
          throw new LedgerError(
            release.reservation + 1,
            `was sealed, but its bytes ${body === undefined ? 'are no longer kept' : 'are not those that were sealed'}, and noise is not drawn a second time; ` +
              `put them back from a backup, or begin another run than ${name.run}`,
          );
        return { reservation, body, isPublished };
      }),
    forget: (run) =>
      inTurn(async () => {
        held.delete(run);
        const releases = [...(state?.sealed.values() ?? [])];
        // Short bodies of coarse noise may be the same in two runs.
        const others = new Set(releases.filter((release) => release.run !== run).map(({ body }) => body));
        await storage.drop(releases.filter((release) => release.run === run && !others.has(release.body)).map(({ body }) => body));
      }),
    confirm(seen, witness) {
      confirmHead(hashes, seen, witness);
    },
  };
}

function following(state: LedgerState | null, content: LedgerContent): LedgerState {
  try {
    return withEntry(state, content);
  } catch (error) {
    throw new LedgerError(0, `the new entry ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function checkTerms({ opening }: LedgerState, terms: LedgerTerms): void {
  const fields = ['dataSet', 'keeper', 'unit', 'relation', 'trust'] as const;
  const pairs: (readonly [string, string | number, string | number])[] = [
    ...fields.map((field) => [field, opening[field], terms[field]] as const),
    ['epsilon', opening.budget.epsilon, terms.budget.epsilon],
    ['delta', opening.budget.delta, terms.budget.delta],
  ];
  const different = pairs.find(([, kept, asked]) => kept !== asked);
  if (different === undefined) return;
  const [field, kept, asked] = different;
  throw new InvalidArgumentError(
    `privacy.${field}`,
    `is ${asked}, but the ledger of the data set ${opening.dataSet} began with ${kept}; a budget belongs to the data, across all runs: give ${kept}, or name ` +
      'another data set if the data are others',
  );
}
