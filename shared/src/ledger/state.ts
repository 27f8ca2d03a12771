import { NO_CHARGES, withCharge, type Charges } from './charges.js';
import type { LedgerContent, Opening, ReleaseName, Reservation } from './content.js';

/** A release that is not published yet. One that was only reserved when its process died is void: spent, and never made good. */
interface UnfinishedRelease {
  readonly reservation: Reservation;
  /** Hash of the sealed bytes; null before the seal. */
  readonly body: string | null;
}

/** A release whose bytes are fixed, for good. */
interface SealedRelease {
  readonly run: string;
  readonly reservation: number;
  /** Hash of the bytes. */
  readonly body: string;
  readonly isPublished: boolean;
}

export interface RunAccount extends Charges {
  /** Hash of the plan that the clients were shown; null where the run declared none. */
  readonly plan: string | null;
  readonly reserved: number;
  readonly published: number;
}

/** What the entries of a ledger add up to. */
export interface LedgerState extends Charges {
  readonly opening: Opening;
  /** By the number of the reservation. */
  readonly unfinished: ReadonlyMap<number, UnfinishedRelease>;
  /** All that were ever sealed, by `releaseKey`. */
  readonly sealed: ReadonlyMap<string, SealedRelease>;
  readonly runs: ReadonlyMap<string, RunAccount>;
}

/** A state that is added to in its place. */
export interface LedgerDraft extends LedgerState {
  spent: bigint;
  sampled: Charges['sampled'];
  readonly unfinished: Map<number, UnfinishedRelease>;
  readonly sealed: Map<string, SealedRelease>;
  readonly runs: Map<string, RunAccount>;
}

const NO_RUN: RunAccount = { ...NO_CHARGES, plan: null, reserved: 0, published: 0 };

/** Of two releases with one key the second would be a second draw of noise on what the first was about. */
export function releaseKey({ run, round, phase }: ReleaseName): string {
  return JSON.stringify([run, round, phase]);
}

/** The state after one more entry; `null` before the first. Throws as `addEntry`. O(releases). */
export function withEntry(state: LedgerState | null, content: LedgerContent): LedgerState {
  return addEntry(
    state && { ...state, unfinished: new Map(state.unfinished), sealed: new Map(state.sealed), runs: new Map(state.runs) },
    content,
  );
}

/**
 * Adds one more entry to a draft; `null` before the first. Throws `Error` where the entry does not follow from what is there; whether the
 * budget allows it is not looked at. O(1).
 */
export function addEntry(draft: LedgerDraft | null, content: LedgerContent): LedgerDraft {
  if (draft === null) {
    if (content.kind !== 'open') throw new Error(`is "${content.kind}" where a ledger must begin with "open"`);
    return { ...NO_CHARGES, opening: content, unfinished: new Map(), sealed: new Map(), runs: new Map() };
  }
  switch (content.kind) {
    case 'open':
      throw new Error('is "open" a second time; a data set has one ledger');
    case 'plan':
      plan(draft, content);
      break;
    case 'reserve':
      reserve(draft, content);
      break;
    case 'seal':
      seal(draft, content);
      break;
    case 'publish':
      publish(draft, content);
      break;
  }
  return draft;
}

type Entry<Kind> = Extract<LedgerContent, { readonly kind: Kind }>;

function plan(draft: LedgerDraft, { run, plan: digest }: Entry<'plan'>): void {
  if (draft.runs.has(run)) throw new Error(`is a plan for run ${run}, which has begun; a plan stands before the first release`);
  draft.runs.set(run, { ...NO_RUN, plan: digest });
}

function reserve(draft: LedgerDraft, reservation: Reservation): void {
  const { release, run: name, sequence } = reservation;
  if (release.poisson !== undefined) checkSampling(draft.opening, release.noise);
  checkUnsealed(draft, reservation);
  const run = draft.runs.get(name) ?? NO_RUN;
  Object.assign(draft, withCharge(draft, release));
  draft.unfinished.set(sequence, { reservation, body: null });
  draft.runs.set(name, { ...run, reserved: run.reserved + 1, ...withCharge(run, release) });
}

function seal(draft: LedgerDraft, { reservation: number, body }: Entry<'seal'>): void {
  const { reservation, body: sealed } = unfinished(draft, number);
  if (sealed !== null) throw new Error(`seals entry ${number} again; noise is drawn once, and a retry is a reservation of its own`);
  checkUnsealed(draft, reservation);
  draft.unfinished.set(number, { reservation, body });
  draft.sealed.set(releaseKey(reservation), { run: reservation.run, reservation: number, body, isPublished: false });
}

function publish(draft: LedgerDraft, { reservation: number }: Entry<'publish'>): void {
  const { reservation, body } = unfinished(draft, number);
  if (body === null) throw new Error(`publishes entry ${number}, which was never sealed`);
  draft.unfinished.delete(number);
  draft.sealed.set(releaseKey(reservation), { run: reservation.run, reservation: number, body, isPublished: true });
  const run = draft.runs.get(reservation.run) ?? NO_RUN;
  draft.runs.set(reservation.run, { ...run, published: run.published + 1 });
}

/** The theorems on Poisson sampling are about continuous noise, one member more or less, and coins that the adversary does not see. */
function checkSampling({ relation, trust }: Opening, noise: Reservation['release']['noise']): void {
  if (noise !== 'continuous') throw new Error('is a Poisson-sampled release of discrete noise; give continuous noise');
  if (relation !== 'add-remove') throw new Error(`is a Poisson-sampled release under ${relation}; only add-remove is accounted for`);
  if (trust !== 'central')
    throw new Error(
      'is a Poisson-sampled release, but the coordinator, which is not trusted here, sees who took part; leave "poisson" out',
    );
}

function checkUnsealed({ sealed }: LedgerDraft, { run, round, phase }: ReleaseName): void {
  const release = sealed.get(releaseKey({ run, round, phase }));
  if (release === undefined) return;
  throw new Error(
    `is about ${phase} of round ${round} of run ${run}, which entry ${release.reservation} was sealed for: its bytes are used again, and noise is not ` +
      'drawn a second time; another run needs a name of its own',
  );
}

function unfinished(draft: LedgerDraft, number: number): UnfinishedRelease {
  const release = draft.unfinished.get(number);
  if (release === undefined)
    throw new Error(`is about entry ${number}, which is no reservation or is published; nothing is released twice`);
  return release;
}
