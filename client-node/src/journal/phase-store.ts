import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FedZooError } from '@fedzoo/shared/errors';
import { decodeState, encodeState, type Serialisable } from '@fedzoo/shared/federation/client';
import { openDurableLog, type DurableLog, type RecordLocation } from './durable-log.js';

/** What a client holds of a run after a phase: the state it goes on from, and what it answered, in case the answer got lost. */
export type FinishedPhase = {
  readonly run: string;
  readonly client: string;
  /** Tells the plan under which this was computed from any other. */
  readonly plan: string;
  readonly round: number;
  readonly phase: number;
  readonly state: Serialisable;
  readonly contribution: Serialisable;
};

/**
 * The last finished phase of every client in every run of one host, in a few append-only files: a phase of a thousand clients then
 * costs one sync of the disk, not a thousand. What is superseded is cleared away a file at a time, oldest first.
 */
export interface PhaseStore {
  get(run: string, client: string): FinishedPhase | undefined;
  /** Bytes of what is held, without reading it; 0 if nothing is. */
  sizeBytes(run: string, client: string): number;
  /** Replaces what was held for the run and client. On disk when `flush` resolves. */
  put(phase: FinishedPhase): void;
  /** Drops all of a run that is over. */
  forget(run: string): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

interface Segment {
  readonly path: string;
  readonly number: number;
  readonly log: DurableLog;
}

interface Held {
  readonly segment: Segment;
  readonly location: RecordLocation;
}

export interface PhaseStoreLimits {
  /** A file that has grown beyond this is followed by a new one. */
  readonly segmentBytes: number;
  /** The files together may hold this many times what is live, and one segment more. */
  readonly garbageFactor: number;
}

const LIMITS: PhaseStoreLimits = { segmentBytes: 32 << 20, garbageFactor: 3 };
const FILE_PATTERN = /^phases-(\d{8})\.log$/;

/** Opens the store in `directory`. Memory: a few numbers a client and run. O(files) once. */
export function openPhaseStore(directory: string, limits: PhaseStoreLimits = LIMITS): PhaseStore {
  const held = new Map<string, Map<string, Held>>();
  let liveBytes = 0;

  const drop = (run: string, client: string): void => {
    const old = held.get(run)?.get(client);
    if (old === undefined) return;
    liveBytes -= old.location.length;
    held.get(run)?.delete(client);
  };
  const hold = ({ run, client }: RecordKey, place: Held): void => {
    drop(run, client);
    liveBytes += place.location.length;
    const clients = held.get(run) ?? new Map<string, Held>();
    held.set(run, clients.set(client, place));
  };
  const forgetRun = (run: string): void => {
    for (const client of held.get(run)?.keys() ?? []) drop(run, client);
    held.delete(run);
  };

  const openSegment = (number: number): Segment => {
    const path = join(directory, `phases-${String(number).padStart(8, '0')}.log`);
    const read: { key: RecordKey; location: RecordLocation }[] = [];
    const log = openDurableLog(path, (payload, location) => read.push({ key: readKey(payload), location }));
    const segment = { path, number, log };
    for (const { key, location } of read) {
      if (key.forget === true) forgetRun(key.run);
      else hold(key, { segment, location });
    }
    return segment;
  };

  const numbers = readdirSync(directory)
    .flatMap((name) => FILE_PATTERN.exec(name)?.[1] ?? [])
    .map(Number);
  const segments = numbers.sort((a, b) => a - b).map(openSegment);

  const append = (payload: Buffer): Held => {
    let segment = segments.at(-1);
    if (segment === undefined || segment.log.sizeBytes() >= limits.segmentBytes) {
      segment = openSegment((segment?.number ?? 0) + 1);
      segments.push(segment);
    }
    return { segment, location: segment.log.append(payload) };
  };

  const flush = async (): Promise<void> => {
    await Promise.all(segments.map(({ log }) => log.flush()));
  };

  /** Copies what is live in the oldest file behind the newest, then removes the oldest. */
  const clearOldest = async (oldest: Segment): Promise<void> => {
    for (const clients of held.values()) {
      for (const [client, place] of clients) {
        if (place.segment === oldest) clients.set(client, append(oldest.log.read(place.location)));
      }
    }
    await flush();
    segments.splice(segments.indexOf(oldest), 1);
    await oldest.log.close();
    unlinkSync(oldest.path);
  };

  let clearing = false;
  const clearGarbage = async (): Promise<void> => {
    if (clearing) return;
    clearing = true;
    try {
      for (;;) {
        const [oldest] = segments;
        const total = segments.reduce((sum, { log }) => sum + log.sizeBytes(), 0);
        if (oldest === undefined || segments.length < 2 || total <= limits.garbageFactor * liveBytes + limits.segmentBytes) return;
        await clearOldest(oldest);
      }
    } finally {
      clearing = false;
    }
  };

  return {
    sizeBytes: (run, client) => held.get(run)?.get(client)?.location.length ?? 0,
    get(run, client) {
      const place = held.get(run)?.get(client);
      return place === undefined ? undefined : (decodeState(readBody(place.segment.log.read(place.location))) as FinishedPhase);
    },
    put({ run, client, ...rest }) {
      const key = { run, client };
      hold(key, append(Buffer.concat([writeKey(key), encodeState({ ...key, ...rest })])));
    },
    forget(run) {
      if (!held.has(run)) return;
      append(writeKey({ run, client: '', forget: true }));
      forgetRun(run);
    },
    async flush() {
      await flush();
      await clearGarbage();
    },
    async close() {
      await Promise.all(segments.map(({ log }) => log.close()));
    },
  };
}

/** A record is its key as one line of JSON, then the encoded phase; reading the keys alone makes opening fast. */
interface RecordKey {
  readonly run: string;
  readonly client: string;
  readonly forget?: true;
}

function writeKey(key: RecordKey): Buffer {
  return Buffer.from(`${JSON.stringify(key)}\n`);
}

function readKey(payload: Buffer): RecordKey {
  const key: unknown = JSON.parse(payload.toString('utf8', 0, payload.indexOf(0x0a)));
  if (typeof key !== 'object' || key === null || !('run' in key) || !('client' in key)) {
    throw new FedZooError(
      'unknown-store-entry',
      'phase store: cannot read a record; it was written by another version of FedZoo. Use that version, or another data directory.',
    );
  }
  return key as RecordKey;
}

function readBody(payload: Buffer): Uint8Array {
  return payload.subarray(payload.indexOf(0x0a) + 1);
}
