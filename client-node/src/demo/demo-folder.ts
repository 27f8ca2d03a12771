import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDirectory } from '../journal/directory-lock.js';
import { messageOf } from '../objectives/data-file.js';
import type { LabelledData } from '../objectives/labelled-data.js';
import { UserError } from '../user-error.js';
import type { ObjectiveKeys } from './tuned-weights.js';

/** Says that a folder is the demonstration's own, to be emptied by the next. */
const MARK = 'about-this-folder.txt';

/** What the last one left. */
const WRITTEN = ['clients', 'coordinator', 'report.html', 'run.json', 'rounds.jsonl', 'weights.json', 'coordinates.json', 'ledger.jsonl'];

const ABOUT = `Written by \`npm start\` (fedzoo demo), and emptied by the next one.

report.html, run.json, rounds.jsonl   what it came to
weights.json                          the classifier's weights before and after
clients/NAME/                         all that one client's process is given and keeps: digits.json, objective.yaml, agent.log, data/
coordinator/                          the coordinator's data; it has no digits
coordinates.json, ledger.jsonl        of a private one: public coordinates of the weights, and the coordinator's privacy ledger
`;

/**
 * Makes DIR an empty folder for this process alone, until the function that is returned is called. A folder with anything else in it is
 * left as it is. Throws `UserError`.
 */
export async function openDemoFolder(directory: string): Promise<() => void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new UserError('--out', `${directory} cannot be made a folder: ${messageOf(error)}`, { cause: error });
  }
  if (readdirSync(directory).length > 0 && !existsSync(join(directory, MARK))) {
    throw new UserError(
      '--out',
      `${directory} holds other files; name a folder that is empty, does not exist, or was written by fedzoo demo`,
    );
  }
  const unlock = lock(directory);
  for (const part of WRITTEN) await rm(join(directory, part), { recursive: true, force: true });
  await mkdir(join(directory, 'coordinator'));
  await writeFile(join(directory, MARK), ABOUT);
  return unlock;
}

export interface ClientFiles {
  readonly objectiveFile: string;
  readonly dataDirectory: string;
  readonly logFile: string;
}

/** Writes what one client's process may read: its own digits, and an objective file about them. */
export async function writeClientFiles(
  directory: string,
  client: { readonly name: string; readonly digits: LabelledData; readonly objective: ObjectiveKeys },
): Promise<ClientFiles> {
  const home = join(directory, 'clients', client.name);
  await mkdir(home, { recursive: true });
  const data = join(home, 'digits.json');
  await writeFile(data, JSON.stringify(toRows(client.digits)));
  const { about, file, options, lower, upper, start } = client.objective;
  const objective = {
    kind: 'module',
    file,
    export: 'evaluate',
    options: { data, ...options },
    dimension: start.length,
    lower,
    upper,
    start,
  };
  const lines = Object.entries(objective).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  const objectiveFile = join(home, 'objective.yaml');
  await writeFile(objectiveFile, `# ${about}\n${lines.join('')}`);
  return { objectiveFile, dataDirectory: join(home, 'data'), logFile: join(home, 'agent.log') };
}

function toRows({ inputs, rowLength, labels }: LabelledData): { inputs: number[][]; labels: number[] } {
  // Three decimals are all there are; float32 prints more.
  const row = (n: number): number[] =>
    Array.from(inputs.subarray(n * rowLength, (n + 1) * rowLength), (pixel) => Math.round(pixel * 1000) / 1000);
  return { inputs: Array.from(labels, (_, n) => row(n)), labels: [...labels] };
}

function lock(directory: string): () => void {
  try {
    return lockDirectory(directory);
  } catch (error) {
    if (error instanceof UserError)
      throw new UserError('--out', `${directory} is used by another demonstration; wait for its end, or give another folder`, {
        cause: error,
      });
    throw error;
  }
}
