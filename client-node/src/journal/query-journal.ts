import type { OutcomeCounts } from '@fedzoo/shared/federation/client';
import { FedZooError } from '@fedzoo/shared/errors';
import type { Outcome } from '@fedzoo/shared/objectives';
import { openDurableLog } from './durable-log.js';
import {
  decodeEntry,
  encodeEntry,
  pointsDigest,
  type BeginEntry,
  type EndEntry,
  type JournalEntry,
  type PhaseKey,
} from './journal-entry.js';
import { countOutcomes, replayChunks, type PhaseRecord } from './phase-record.js';

/**
 * The record of every evaluation that the clients of one host made: one append-only file for all of them. An evaluation is recorded
 * as begun, and counts as spent, before it is made; its outcome is recorded before it is used; a recorded outcome is never asked for
 * again.
 *
 * An evaluation whose process died in it stays begun. It counts once as spent and failed, and the point is evaluated again under
 * the same number, so that a run which was killed goes on as if it had not been and the money is not undercounted.
 */
export interface QueryJournal {
  /** Evaluations that the client ever began, those that were lost included; with `run`, those for that run. */
  spent(client: string, run?: string): number;
  /** The record of a phase, empty or with what an earlier process left of it. Older unfinished phases of the run are dropped. */
  openPhase(key: PhaseKey): PhaseJournal;
  /** Resolves when everything that was recorded so far is on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface PhaseJournal {
  /** Recorded outcomes for the head of `points`, which go on where the last call ended; throws `JournalMismatchError`. */
  replay(points: readonly Float64Array[]): readonly Outcome[];
  /** Records that these points are now evaluated; returns the number of the first of them. */
  begin(points: readonly Float64Array[]): number;
  /** Records how what was begun last ended, in order. */
  end(outcomes: readonly Outcome[]): void;
  counts(): OutcomeCounts;
  /** Call when the phase's contribution is stored. */
  done(): void;
}

interface ClientRecord {
  spent: number;
  readonly spentIn: Map<string, number>;
  /** The number of the next evaluation. */
  next: number;
  /** The chunk that was begun and has not ended, and where its outcomes belong. */
  open: { readonly entry: BeginEntry; readonly record: PhaseRecord; readonly index: number } | undefined;
  /** By run, the phase in work. */
  readonly phases: Map<string, PhaseRecord>;
}

/** Opens the journal at `path`, creating it if it is missing. Memory: the unfinished phases only. O(file) once. */
export function openQueryJournal(path: string): QueryJournal {
  const clients = new Map<string, ClientRecord>();
  const log = openDurableLog(path, (payload) => {
    apply(clients, decodeEntry(payload));
  });

  function record(entry: JournalEntry): void {
    log.append(encodeEntry(entry));
    apply(clients, entry);
  }

  return {
    spent: (client, run) => (run === undefined ? clients.get(client)?.spent : clients.get(client)?.spentIn.get(run)) ?? 0,
    openPhase: (key) => openPhase(clientRecord(clients, key.client), key, record),
    flush: () => log.flush(),
    close: () => log.close(),
  };
}

function openPhase(client: ClientRecord, of: PhaseKey, record: (entry: JournalEntry) => void): PhaseJournal {
  // Whatever else `of` carries (it may be a whole task) is not for the journal.
  const key: PhaseKey = { client: of.client, run: of.run, round: of.round, phase: of.phase };
  const phase = phaseRecord(client, key);
  let replayed = 0;
  return {
    replay(points) {
      const { outcomes, next } = replayChunks(phase, replayed, points);
      replayed = next;
      return outcomes;
    },
    begin(points) {
      const first = client.open === undefined ? client.next : client.open.entry.first;
      record({ kind: 'begin', ...key, first, count: points.length, points: pointsDigest(points) });
      return first;
    },
    end(outcomes) {
      const begun = client.open?.entry;
      if (begun === undefined || begun.count !== outcomes.length) {
        throw new FedZooError(
          'journal-order',
          `journal: ${outcomes.length} outcomes of client ${key.client} where ${begun?.count ?? 0} evaluations were begun`,
        );
      }
      record({ kind: 'end', client: key.client, first: begun.first, outcomes });
      replayed = phase.chunks.length;
    },
    counts: () => countOutcomes(phase),
    done() {
      record({ kind: 'done', ...key });
    },
  };
}

/** The one place where an entry changes what is known, when it is written and when it is read back alike. */
function apply(clients: Map<string, ClientRecord>, entry: JournalEntry): void {
  const client = clientRecord(clients, entry.client);
  switch (entry.kind) {
    case 'begin': {
      const { first, count, points } = entry;
      const record = phaseRecord(client, entry);
      client.spent += count;
      client.spentIn.set(entry.run, (client.spentIn.get(entry.run) ?? 0) + count);
      client.next = first + count;
      client.open = { entry, record, index: record.chunks.push({ first, count, points }) - 1 };
      break;
    }
    case 'end':
      applyEnd(client, entry);
      break;
    case 'done': {
      const phase = client.phases.get(entry.run);
      if (phase !== undefined && isSamePhase(phase, entry)) client.phases.delete(entry.run);
      break;
    }
  }
}

function applyEnd(client: ClientRecord, entry: EndEntry): void {
  const { open } = client;
  if (open === undefined || open.entry.first !== entry.first) {
    throw new FedZooError(
      'journal-order',
      `journal: evaluation ${entry.first} of client ${entry.client} ends without having begun; the file was edited. Restore it, or use another data directory.`,
    );
  }
  const { first, count, points } = open.entry;
  open.record.chunks[open.index] = { first, count, points, outcomes: entry.outcomes };
  client.open = undefined;
}

function clientRecord(clients: Map<string, ClientRecord>, client: string): ClientRecord {
  let record = clients.get(client);
  if (record === undefined) {
    record = { spent: 0, spentIn: new Map(), next: 0, open: undefined, phases: new Map() };
    clients.set(client, record);
  }
  return record;
}

function phaseRecord(client: ClientRecord, { client: id, run, round, phase }: PhaseKey): PhaseRecord {
  const present = client.phases.get(run);
  if (present !== undefined && isSamePhase(present, { round, phase })) return present;
  const record: PhaseRecord = { client: id, run, round, phase, chunks: [] };
  client.phases.set(run, record);
  return record;
}

function isSamePhase(a: { round: number; phase: number }, b: { round: number; phase: number }): boolean {
  return a.round === b.round && a.phase === b.phase;
}
