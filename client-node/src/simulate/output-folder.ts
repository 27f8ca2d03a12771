import { renderReport, type RoundRow, type RunRecord } from '@fedzoo/shared/telemetry';
import type { Experiment } from '@fedzoo/shared/experiment';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../user-error.js';

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

/** Rows of `rounds.jsonl`, one JSON object a line. */
export async function writeRounds(directory: string, rows: readonly RoundRow[]): Promise<void> {
  await writeFile(join(directory, 'rounds.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** The three files of a run: `run.json`, `rounds.jsonl`, `report.html`. */
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
  await writeRounds(directory, rows);
  await writeFile(join(directory, 'report.html'), renderReport(record, rows, { command, settings, notes }));
  await writeFile(join(directory, 'run.json'), `${JSON.stringify(record, null, 2)}\n`);
}
