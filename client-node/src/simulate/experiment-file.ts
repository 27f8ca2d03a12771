import {
  applyOverrides,
  formatProblems,
  isRemote,
  parseExperiment,
  parseYamlText,
  resolveExperimentFiles,
  type Experiment,
  type ParsedExperiment,
} from '@fedzoo/shared/experiment';
import { ALGORITHM_OPTIONS, PRIVATE_METHODS } from '@fedzoo/shared/federation/server';
import { dirname, resolve } from 'node:path';
import { readUserFile } from '../objectives/data-file.js';
import { UserError } from '../user-error.js';

/**
 * Reads an experiment file, with `path=value` settings over it, and checks it whole; paths in it come back absolute. Throws `UserError`
 * that lists all that is wrong.
 */
export async function readExperiment(file: string, settings: readonly string[]): Promise<Experiment> {
  const path = resolve(file);
  const yaml = parseYamlText((await readUserFile(path, 'EXPERIMENT')).toString('utf8'));
  const changed = yaml.ok ? applyOverrides(yaml.value, settings) : yaml;
  const parsed: ParsedExperiment = changed.ok
    ? parseExperiment(changed.value, { algorithmOptions: ALGORITHM_OPTIONS, privateMethods: PRIVATE_METHODS })
    : changed;
  if (!parsed.ok) throw new UserError('EXPERIMENT', `${path} has mistakes:\n${formatProblems(parsed.problems)}`);
  const directory = dirname(path);
  const experiment = resolveExperimentFiles(parsed.experiment, (name) => resolve(directory, name));
  return withWorkingDirectories(experiment, directory);
}

/** Programs run beside the experiment file that names them, unless it says where. */
function withWorkingDirectories(experiment: Experiment, directory: string): Experiment {
  const { objective } = experiment;
  if (isRemote(objective)) return experiment;
  const place = <Entry extends { readonly kind: string }>(entry: Entry): Entry =>
    entry.kind === 'process' && 'command' in entry && !('directory' in entry) ? { ...entry, directory } : entry;
  return {
    ...experiment,
    objective: Array.isArray(objective) ? objective.map(place) : place(objective as Exclude<typeof objective, readonly unknown[]>),
  };
}
