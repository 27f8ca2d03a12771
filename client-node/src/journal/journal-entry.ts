import { createHash } from 'node:crypto';
import { FedZooError } from '@fedzoo/shared/errors';
import type { Outcome } from '@fedzoo/shared/objectives';

/** Names the phase of a run that evaluations were made for. */
export interface PhaseKey {
  readonly client: string;
  readonly run: string;
  readonly round: number;
  readonly phase: number;
}

/** `count` evaluations, numbered from `first`, were begun, at the points whose digest is given. From here on they count as spent. */
export interface BeginEntry extends PhaseKey {
  readonly kind: 'begin';
  readonly first: number;
  readonly count: number;
  readonly points: string;
}

/** How the evaluations ended that the client began last. */
export interface EndEntry {
  readonly kind: 'end';
  readonly client: string;
  readonly first: number;
  readonly outcomes: readonly Outcome[];
}

/** The phase is over, its contribution is stored: its outcomes are never asked for again. */
interface DoneEntry extends PhaseKey {
  readonly kind: 'done';
}

export type JournalEntry = BeginEntry | EndEntry | DoneEntry;

/** Sixteen hexadecimal digits that tell lists of points apart by their bits; the points themselves are not kept. O(points · d). */
export function pointsDigest(points: readonly Float64Array[]): string {
  const hash = createHash('sha256');
  for (const point of points) hash.update(new Uint8Array(point.buffer, point.byteOffset, point.byteLength));
  return hash.digest('hex').slice(0, 16);
}

const NEWLINE = 0x0a;

/**
 * An entry as JSON in one line; after it, where outcomes tell of records, their losses and gradients as they are in memory, outcome after
 * outcome: bits that a text would lose (JSON has no NaN), in half the bytes.
 */
export function encodeEntry(entry: JournalEntry): Uint8Array {
  if (entry.kind !== 'end') return Buffer.from(JSON.stringify(entry));
  const text = JSON.stringify({ ...entry, outcomes: entry.outcomes.map(packOutcome) });
  const numbers = entry.outcomes.flatMap((outcome) => (outcome.kind === 'value' ? [outcome.records ?? [], outcome.gradients ?? []] : []));
  if (numbers.every(({ length }) => length === 0)) return Buffer.from(text);
  return Buffer.concat([Buffer.from(`${text}\n`), ...numbers.map(littleEndian)]);
}

export function decodeEntry(payload: Buffer): JournalEntry {
  const lineEnd = payload.indexOf(NEWLINE);
  const entry: unknown = JSON.parse(payload.toString('utf8', 0, lineEnd < 0 ? payload.length : lineEnd));
  if (!isRecord(entry)) throw unreadable(payload);
  // The checksum says that these are the bytes `encodeEntry` wrote, so a look at the kind is enough.
  switch (entry['kind']) {
    case 'begin':
    case 'done':
      return entry as unknown as BeginEntry | DoneEntry;
    case 'end': {
      const packed = entry['outcomes'];
      if (!Array.isArray(packed)) throw unreadable(payload);
      let at = lineEnd + 1;
      const take = (count: number): Float64Array => {
        const numbers = Float64Array.from({ length: count }, (_, i) => payload.readDoubleLE(at + 8 * i));
        at += 8 * count;
        return numbers;
      };
      return { ...(entry as unknown as EndEntry), outcomes: packed.map((outcome) => unpackOutcome(outcome, { payload, take })) };
    }
    default:
      throw unreadable(payload);
  }
}

function littleEndian(numbers: ArrayLike<number>): Uint8Array {
  const bytes = Buffer.allocUnsafe(8 * numbers.length);
  for (let i = 0; i < numbers.length; i++) bytes.writeDoubleLE(numbers[i]!, 8 * i);
  return bytes;
}

/** A value stands as its number (−0, which JSON cannot write, as text), with how many records and gradients follow; other outcomes as an object. */
type PackedValue = number | '-0';
type PackedOutcome =
  | PackedValue
  | { readonly value: PackedValue; readonly records?: number; readonly gradients?: number }
  | Exclude<Outcome, { readonly kind: 'value' }>;

function packOutcome(outcome: Outcome): PackedOutcome {
  if (outcome.kind !== 'value') return outcome;
  const { records, gradients } = outcome;
  const value = Object.is(outcome.value, -0) ? '-0' : outcome.value;
  if (records === undefined && gradients === undefined) return value;
  return {
    value,
    ...(records === undefined ? {} : { records: records.length }),
    ...(gradients === undefined ? {} : { gradients: gradients.length }),
  };
}

function unpackOutcome(
  packed: unknown,
  { payload, take }: { readonly payload: Buffer; readonly take: (count: number) => Float64Array },
): Outcome {
  if (typeof packed === 'number') return { kind: 'value', value: packed };
  if (packed === '-0') return { kind: 'value', value: -0 };
  if (isRecord(packed)) {
    const { value, records, gradients } = packed;
    if (typeof value === 'number' || value === '-0') {
      return {
        kind: 'value',
        value: Number(value),
        ...(typeof records === 'number' ? { records: take(records) } : {}),
        ...(typeof gradients === 'number' ? { gradients: take(gradients) } : {}),
      };
    }
    if (packed['kind'] === 'infeasible' || packed['kind'] === 'timedOut') return { kind: packed['kind'] };
    if (packed['kind'] === 'failed' && typeof packed['reason'] === 'string') return { kind: 'failed', reason: packed['reason'] };
  }
  throw unreadable(payload);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(payload: Buffer): FedZooError {
  const text = payload.toString('utf8', 0, 80);
  return new FedZooError(
    'unknown-journal-entry',
    `journal: cannot read the entry ${text}; it was written by another version of FedZoo. Use that version, or another data directory.`,
  );
}
