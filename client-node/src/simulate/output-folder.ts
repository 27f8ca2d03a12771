import { renderReport, type RoundRow, type RunRecord } from '@fedzoo/shared/telemetry';
import type { Experiment } from '@fedzoo/shared/experiment';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privacyDesign } from '../chosen-method.js';
import { UserError } from '../user-error.js';
import { CHECKPOINT_FILE } from './checkpoint.js';
import { ROW_FILE, rowLine } from './row-file.js';

/** What a coordinator makes at its first start. */
const COORDINATOR_FILE = join('coordinator', 'coordinator.db');

/**
 * Sees that the folder of --resume was written by a run of the same kind of transport: over sockets the coordinator and the hosts keep
 * what a checkpoint holds elsewhere. A name that is mistyped must not begin a new run. Throws `UserError`.
 */
export function checkResumable(directory: string, overSockets: boolean): void {
  const [ofSockets, ofMemory] = [existsSync(join(directory, COORDINATOR_FILE)), existsSync(join(directory, CHECKPOINT_FILE))];
  if (overSockets ? ofSockets : ofMemory) return;
  const way = overSockets ? 'leave out --transport socket, as that run did' : 'give --transport socket, as that run did';
  throw new UserError(
    '--resume',
    ofSockets || ofMemory
      ? `${directory} was written over another transport; ${way}`
      : `${directory} holds no run to go on with; give the folder that a run with --out wrote to, or begin one with --out`,
  );
}

/** Makes the folder of --out, or throws `UserError`. */
export async function makeOutputFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new UserError('--out', `${directory} cannot be made (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  }
}

/** All rows of `rounds.jsonl` at once. */
export async function writeRounds(directory: string, rows: readonly RoundRow[]): Promise<void> {
  await writeFile(join(directory, ROW_FILE), rows.map(rowLine).join(''));
}

/** What is written of a run beside its rows: `run.json`, `report.html`. */
export async function writeRun(
  directory: string,
  run: {
    readonly record: RunRecord;
    readonly rows: readonly RoundRow[];
    readonly experiment: Experiment;
    readonly command: string;
    readonly notes: readonly string[];
  },
): Promise<void> {
  const { record, rows, experiment, command, notes } = run;
  const { name: _name, seed: _seed, algorithm: _algorithm, ...settings } = experiment;
  const privacy = privacyDesign(experiment, record.finalX.length);
  const html = renderReport(record, rows, { command, settings, notes, ...(privacy === undefined ? {} : { privacy }) });
  await writeFile(join(directory, 'report.html'), html);
  await writeFile(join(directory, 'run.json'), `${JSON.stringify(record, null, 2)}\n`);
}
