import { decodeState, encodeState, readLogged, type RunState, type Serialisable } from '@fedzoo/shared/federation/server';
import type { ClientSnapshots } from '@fedzoo/shared/federation';
import type { RoundRow, StopReason } from '@fedzoo/shared/telemetry';
import { existsSync } from 'node:fs';
import { open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../user-error.js';
import { readRowFile, ROW_FILE } from './row-file.js';

/** A simulation between two phases: with it and the experiment, the run goes on to the same bits. */
export interface Checkpoint {
  /** Tells one experiment from another: what was resolved, as JSON. */
  readonly experiment: string;
  readonly state: RunState;
  /** The iterate of the last closed round. */
  readonly iterate: Float64Array;
  /** The part of `rounds.jsonl` that belongs to it, and the row that is not there because it still lacks its value. */
  readonly rowBytes: number;
  readonly unsettled: readonly RoundRow[];
  readonly observerQueries: number;
  readonly seconds: number;
  /** What ended the rounds, once that is decided. */
  readonly ending: StopReason | null;
}

/** What one thread adds to the record of its clients: see `StateLog`. */
export interface SnapshotPart {
  readonly text: string;
  readonly added: Uint8Array;
}

interface StoredCheckpoint extends Checkpoint {
  readonly parts: readonly { readonly file: string; readonly bytes: number; readonly text: string }[];
}

export const CHECKPOINT_FILE = 'checkpoint.bin';
const PART = /^clients-\d+-\d+\.bin$/;

/**
 * Writes checkpoints to a folder: the small state anew each time, clients' histories as logs that only grow. Whoever reads the folder
 * finds the last checkpoint or the one before, whole, also after a crash.
 */
export interface CheckpointWriter {
  write(checkpoint: Checkpoint, parts: readonly SnapshotPart[]): Promise<void>;
}

/**
 * A writer that begins new logs; those of earlier writers are removed once they are not needed. With `resume: false` the checkpoint of an
 * earlier run goes at once: what it counts on is about to be replaced.
 */
export async function createCheckpointWriter(directory: string, { resume }: { readonly resume: boolean }): Promise<CheckpointWriter> {
  if (!resume) await rm(join(directory, CHECKPOINT_FILE), { force: true });
  const earlier = (await readdir(directory)).filter((name) => PART.test(name));
  const generation = 1 + Math.max(0, ...earlier.map((name) => Number(name.split('-')[1])));
  const sizes: number[] = [];
  return {
    async write(checkpoint, parts) {
      const stored = await Promise.all(
        parts.map(async ({ text, added }, index) => {
          const file = `clients-${generation}-${index}.bin`;
          await append(join(directory, file), added, sizes[index] ?? 0);
          sizes[index] = (sizes[index] ?? 0) + added.length;
          return { file, bytes: sizes[index], text };
        }),
      );
      const whole: StoredCheckpoint = { ...checkpoint, parts: stored };
      await replaceFile(join(directory, CHECKPOINT_FILE), encodeState(whole as unknown as Serialisable));
      await Promise.all(earlier.splice(0).map((name) => rm(join(directory, name), { force: true })));
    },
  };
}

/** A checkpoint as it is read, with what it refers to in other files. */
export interface ReadCheckpoint extends Checkpoint {
  readonly clients: ClientSnapshots;
  /** The rows in `rounds.jsonl`. */
  readonly settled: readonly RoundRow[];
}

/** The checkpoint of a folder with the states of all clients and the rows. Throws `UserError` if there is none, or if it is of another experiment. */
export async function readCheckpoint(directory: string, experiment: string): Promise<ReadCheckpoint> {
  const path = join(directory, CHECKPOINT_FILE);
  if (!existsSync(path))
    throw new UserError('--resume', `${directory} holds no ${CHECKPOINT_FILE}; give the folder that a run with --out wrote to`);
  const stored = decodeState(await readFile(path)) as unknown as StoredCheckpoint;
  if (stored.experiment !== experiment) {
    throw new UserError(
      '--resume',
      `${directory} was written by another experiment or other settings; resume with the file and --set of that run`,
    );
  }
  let clients: ClientSnapshots = {};
  for (const { file, bytes, text } of stored.parts) {
    const store = (await readFile(join(directory, file))).subarray(0, bytes);
    clients = { ...clients, ...(readLogged(text, store) as unknown as ClientSnapshots) };
  }
  const { rows, endsAt } = await readRowFile(directory);
  const settled = rows.slice(0, endsAt.filter((end) => end <= stored.rowBytes).length);
  if ((endsAt[settled.length - 1] ?? 0) !== stored.rowBytes) {
    throw new UserError(
      '--resume',
      `${join(directory, ROW_FILE)} is not as the run left it (${stored.rowBytes} bytes of rows); restore the file, or begin anew in another folder`,
    );
  }
  return { ...stored, clients, settled };
}

async function append(path: string, bytes: Uint8Array, at: number): Promise<void> {
  const file = await open(path, at === 0 ? 'w' : 'r+');
  try {
    await file.write(bytes, 0, bytes.length, at);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
