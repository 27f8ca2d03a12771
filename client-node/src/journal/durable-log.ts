import { closeSync, fdatasync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { FedZooError } from '@fedzoo/shared/errors';
import { frameRecord, HEADER_BYTES, holdsRecord, readRecord } from './log-record.js';

/**
 * An append-only file of records. `append` returns when the operating system has the record, so that a killed process loses
 * nothing; `flush` resolves when the disk has it, so that a power cut does not either. Flushes that wait at the same time share
 * one `fdatasync`.
 */
export interface DurableLog {
  append(payload: Uint8Array): RecordLocation;
  flush(): Promise<void>;
  read(location: RecordLocation): Buffer;
  sizeBytes(): number;
  /** Flushes, then closes. */
  close(): Promise<void>;
}

export interface RecordLocation {
  /** Of the record's payload in the file. */
  readonly offset: number;
  readonly length: number;
}

/** A log has a bad record with good ones behind it: not the torn end that a crash leaves, but a damaged file. */
export class DamagedLogError extends FedZooError {
  override readonly name = 'DamagedLogError';

  constructor(path: string, offset: number) {
    super(
      'damaged-log',
      `${path}: the record at byte ${offset} is damaged, and whole records follow it. Restore the file from a copy, or choose another data directory (what was paid for here would be paid again).`,
    );
  }
}

const READ_BYTES = 1 << 20;
const syncData = promisify(fdatasync);

/**
 * Opens a log, creating it if it is missing, and calls `onRecord` for every record in it, in order. What a crash left half written
 * at the end is cut off. Throws `DamagedLogError` if the damage is elsewhere.
 */
export function openDurableLog(path: string, onRecord: (payload: Buffer, location: RecordLocation) => void): DurableLog {
  const fd = openSync(path, 'a+', 0o600);
  let size: number;
  try {
    size = replayRecords(fd, path, onRecord);
    syncDirectory(dirname(path));
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return appendTo(fd, size);
}

function appendTo(fd: number, initialSize: number): DurableLog {
  let size = initialSize;
  let synced = initialSize;
  let broken: unknown;
  let syncing: Promise<void> | undefined;

  /** One sync for all that was appended before it starts; whoever comes later takes part in the next one. */
  async function syncOnce(): Promise<void> {
    const target = size;
    try {
      await syncData(fd);
      synced = target;
    } catch (error) {
      // After a failed sync nobody knows what the disk holds; going on could use a value that is not recorded.
      broken = error;
      throw error;
    } finally {
      syncing = undefined;
    }
  }

  async function flush(): Promise<void> {
    const target = size;
    while (synced < target) {
      if (broken !== undefined) throw broken;
      syncing ??= syncOnce();
      await syncing;
    }
  }

  return {
    append(payload) {
      if (broken !== undefined) throw broken;
      const frame = frameRecord(payload);
      const offset = size + HEADER_BYTES;
      try {
        writeAll(fd, frame);
      } catch (error) {
        // A full disk: take back the part that was written, so that the next record does not follow a torn one.
        ftruncateSync(fd, size);
        throw error;
      }
      size += frame.length;
      return { offset, length: payload.length };
    },
    flush,
    read({ offset, length }) {
      const payload = Buffer.allocUnsafe(length);
      let have = 0;
      while (have < length) {
        const count = readSync(fd, payload, have, length - have, offset + have);
        if (count === 0)
          throw new FedZooError('damaged-log', `a record of ${length} bytes at byte ${offset} is cut; the file was changed while in use`);
        have += count;
      }
      return payload;
    },
    sizeBytes: () => size,
    async close() {
      try {
        await flush();
      } finally {
        closeSync(fd);
      }
    },
  };
}

/** Returns the length of the part of the file that is whole, after cutting off the rest. */
function replayRecords(fd: number, path: string, onRecord: (payload: Buffer, location: RecordLocation) => void): number {
  const end = fstatSync(fd).size;
  let position = 0;
  let pending = Buffer.alloc(0);
  for (;;) {
    const result = readRecord(pending);
    if (result.kind === 'record') {
      onRecord(result.payload, { offset: position + HEADER_BYTES, length: result.payload.length });
      position += result.frameBytes;
      pending = pending.subarray(result.frameBytes);
      continue;
    }
    const read = position + pending.length;
    if (result.kind === 'bad' || read === end) break;
    // Doubling keeps the copying linear where a record is larger than one read.
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(READ_BYTES, pending.length), end - read));
    const count = readSync(fd, chunk, 0, chunk.length, read);
    pending = Buffer.concat([pending, chunk.subarray(0, count)]);
  }
  if (position < end) {
    const rest = Buffer.allocUnsafe(end - position);
    readSync(fd, rest, 0, rest.length, position);
    if (holdsRecord(rest)) throw new DamagedLogError(path, position);
    ftruncateSync(fd, position);
    fsyncSync(fd);
  }
  return position;
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written);
}

/** Makes the directory entry of a new file durable. Windows cannot open a directory, and needs no such step. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
