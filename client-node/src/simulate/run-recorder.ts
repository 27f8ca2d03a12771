import type { RoundRow } from '@fedzoo/shared/telemetry';
import { createCheckpointWriter, type Checkpoint, type ReadCheckpoint, type SnapshotPart } from './checkpoint.js';
import type { RoundLog } from './round-log.js';
import { openRowFile } from './row-file.js';

/** What is written while a run goes on, so that it can be resumed: the rows, then the checkpoint that counts on them. */
export interface RunRecorder {
  /** Writes down what has come since the last call; returns the rows that were settled. */
  record(checkpoint: Omit<Checkpoint, 'rowBytes' | 'unsettled'>, parts: readonly SnapshotPart[]): Promise<readonly RoundRow[]>;
  /** Writes the rows that are not there yet, settled or not; returns them. */
  close(): Promise<readonly RoundRow[]>;
}

/** A recorder to a folder, from its beginning or behind what a checkpoint counts on; to nowhere if there is none. */
export async function createRunRecorder(
  directory: string | undefined,
  log: RoundLog,
  resumeFrom: ReadCheckpoint | undefined,
): Promise<RunRecorder> {
  if (directory === undefined) {
    return { record: () => Promise.resolve(log.takeSettled()), close: () => Promise.resolve([...log.takeSettled(), ...log.unsettled()]) };
  }
  const writer = await createCheckpointWriter(directory, { resume: resumeFrom !== undefined });
  const file = await openRowFile(directory, resumeFrom?.rowBytes ?? 0);
  return {
    async record(checkpoint, parts) {
      const settled = log.takeSettled();
      await file.append(settled);
      await writer.write({ ...checkpoint, rowBytes: file.sizeBytes(), unsettled: log.unsettled() }, parts);
      return settled;
    },
    async close() {
      const rest = [...log.takeSettled(), ...log.unsettled()];
      await file.append(rest);
      await file.close();
      return rest;
    },
  };
}
