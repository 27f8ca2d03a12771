import { dirname, resolve } from 'node:path';
import { formatProblems, parseObjectiveFile, parseYamlText, resolveObjectiveFiles, type ObjectiveSpec } from '@fedzoo/shared/experiment';
import { UserError } from '../user-error.js';
import { readUserFile } from './data-file.js';

/** Reads and checks an objective file; paths in it come back absolute. Throws `UserError` with all that is wrong in it. */
export async function readObjectiveFile(file: string): Promise<ObjectiveSpec> {
  const path = resolve(file);
  const yaml = parseYamlText((await readUserFile(path, '--objective')).toString('utf8'));
  const parsed = yaml.ok ? parseObjectiveFile(yaml.value) : yaml;
  if (!parsed.ok) throw new UserError('--objective', `${path} has mistakes:\n${formatProblems(parsed.problems)}`);
  const directory = dirname(path);
  const spec = resolveObjectiveFiles(parsed.value, (name) => resolve(directory, name));
  // A program runs where its file stands, so that `command: python3 objective.py` means the one beside it.
  return spec.kind === 'process' ? { directory, ...spec } : spec;
}
