import { InvalidArgumentError } from '../errors.js';
import { budgetGuard } from './budget.js';
import { ledgerContent, NOTHING_BEFORE, type LedgerContent, type Unplaced } from './content.js';
import { LedgerError } from './ledger-error.js';
import { addEntry, type LedgerDraft, type LedgerState } from './state.js';

/** What checking a ledger needs of the outside. */
export interface LedgerVerifier {
  /** SHA-256 of the UTF-8 bytes, 64 hexadecimal digits. */
  sha256(text: string): string;
  /** Whether an Ed25519 signature (128 hexadecimal digits) of the UTF-8 bytes is that of a key (SubjectPublicKeyInfo, base64). */
  isSignedBy(text: string, signature: string, publicKey: string): boolean;
}

export interface LedgerSigner extends LedgerVerifier {
  readonly publicKey: string;
  /** Ed25519 signature, 128 hexadecimal digits. */
  sign(text: string): string;
}

/** The end of a chain. */
export interface Head {
  /** Number of the last entry; −1 before the first. */
  readonly sequence: number;
  readonly hash: string;
}

export interface ReadLedger {
  readonly head: Head;
  readonly state: LedgerState | null;
  /** Hashes of the entries, by their number. */
  readonly hashes: readonly string[];
  /** Bytes (as characters of ASCII text) up to the end of the last whole line. What is behind was never acknowledged to anybody. */
  readonly wholeLength: number;
}

const NO_ENTRIES: Head = { sequence: -1, hash: NOTHING_BEFORE };

/** The entry in its place behind a head, as a line without its end, and the new head. Throws `InvalidArgumentError` where a field is out of range. */
export function placed(
  head: Head,
  entry: Unplaced<LedgerContent>,
  signer: LedgerSigner,
): { readonly line: string; readonly head: Head; readonly content: LedgerContent } {
  const checked = ledgerContent.safeParse({ sequence: head.sequence + 1, previous: head.hash, ...entry });
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new InvalidArgumentError(issue?.path.join('.') ?? 'entry', `cannot stand in a ledger: ${issue?.message ?? 'it is no entry'}`);
  }
  const content = checked.data;
  const text = JSON.stringify(content);
  const hash = signer.sha256(text);
  return { line: JSON.stringify({ content, hash, signature: signer.sign(text) }), head: { sequence: content.sequence, hash }, content };
}

/**
 * Reads a ledger from its text, a line an entry, and checks all of it: that each line is written as it would be written again, that numbers
 * and hashes follow on one another, that signatures are those of the key that opened it, that releases go from reservation to seal to
 * publication and none twice, and that the budget was kept. A last line without its end is a crash in the middle of an append: it is not an
 * entry. Throws `LedgerError` naming the line. O(n) hashes and signatures, and once as long as `epsilonOf`.
 */
export function readLedger(text: string, verifier: LedgerVerifier): ReadLedger {
  const wholeLength = text.lastIndexOf('\n') + 1;
  const lines = text.slice(0, wholeLength).split('\n').slice(0, -1);
  let head = NO_ENTRIES;
  let draft: LedgerDraft | null = null;
  let lastRelease = 0;
  const hashes: string[] = [];
  const failAt = (index: number, what: string): LedgerError =>
    new LedgerError(index + 1, `${what}. Do not go on with this ledger: compare it with the copies that clients and backups have`);
  for (const [index, line] of lines.entries()) {
    const fail = (what: string): LedgerError => failAt(index, what);
    const { content, hash, signature } = parsed(line, fail);
    if (content.sequence !== head.sequence + 1)
      throw fail(`sequence is ${content.sequence} where ${head.sequence + 1} follows: entries are missing or in the wrong order`);
    if (content.previous !== head.hash)
      throw fail('previous is not the hash of the entry before: an entry was changed, left out or put in');
    const body = JSON.stringify(content);
    if (verifier.sha256(body) !== hash) throw fail('hash is not that of the content: the entry was changed');
    const publicKey = content.kind === 'open' ? content.publicKey : draft?.opening.publicKey;
    if (publicKey === undefined || !verifier.isSignedBy(body, signature, publicKey))
      throw fail('signature is not that of the key that opened the ledger');
    try {
      draft = addEntry(draft, content);
    } catch (error) {
      throw fail(reasonOf(error));
    }
    if (content.kind === 'reserve') lastRelease = index;
    head = { sequence: content.sequence, hash };
    hashes.push(hash);
  }
  try {
    // What is spent only grows: where the end is within the budget, every release was.
    if (draft !== null) budgetGuard().check(draft, draft);
  } catch (error) {
    throw failAt(lastRelease, `is beyond the budget: ${reasonOf(error)}`);
  }
  return { head, state: draft, hashes, wholeLength };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function parsed(
  line: string,
  fail: (what: string) => LedgerError,
): { readonly content: LedgerContent; readonly hash: string; readonly signature: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw fail('is not JSON');
  }
  const { content: raw, hash, signature } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const content = ledgerContent.safeParse(raw);
  if (!content.success) {
    const [issue] = content.error.issues;
    if (raw === undefined) throw fail('has no content; an entry is { content, hash, signature }');
    throw fail(`${['content', ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'is not an entry'}`);
  }
  if (typeof hash !== 'string' || typeof signature !== 'string') throw fail('lacks its hash or its signature');
  // One way of writing only, or a signature could be changed without being another.
  if (!/^[0-9a-f]{128}$/.test(signature)) throw fail('signature is not 128 hexadecimal digits');
  if (JSON.stringify({ content: raw, hash, signature }) !== line) throw fail('is not written as an entry is written');
  return { content: raw as LedgerContent, hash, signature };
}
