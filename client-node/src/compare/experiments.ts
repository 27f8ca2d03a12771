import { isObjectiveList, isRemote, type Experiment, type ObjectiveEntry } from '@fedzoo/shared/experiment';
import { algorithmName } from '@fedzoo/shared/telemetry';
import { basename } from 'node:path';
import { readExperiment } from '../simulate/experiment-file.js';
import { UserError } from '../user-error.js';

/** One of the experiments that are compared. */
export interface ComparedExperiment {
  /** What it is called in tables and plots; no two are alike. */
  readonly label: string;
  /** As it was given. */
  readonly file: string;
  /** With its problem fixed: another `seed` changes the random streams of the run, not F. */
  readonly experiment: Experiment;
}

/** Reads the files, with the same settings over each. Throws `UserError`. */
export async function readExperiments(files: readonly string[], settings: readonly string[]): Promise<readonly ComparedExperiment[]> {
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined) throw new UserError('EXPERIMENT', `is "${twice}" twice; give each file once, and --seeds N for more runs of it`);
  const experiments = await Promise.all(files.map((file) => readExperiment(file, settings)));
  const labels = labelsOf(experiments, files);
  return experiments.map((experiment, at) => ({ label: labels[at]!, file: files[at]!, experiment: withProblemSeed(experiment) }));
}

/** The first of names, methods, names of files and paths in which no two are alike. */
function labelsOf(experiments: readonly Experiment[], files: readonly string[]): readonly string[] {
  const candidates = [
    experiments.map(({ name }) => name),
    experiments.map(({ algorithm }) => algorithmName(algorithm)),
    files.map((file) => basename(file).replace(/\.ya?ml$/i, '')),
  ];
  return candidates.find((labels) => new Set(labels).size === labels.length) ?? files;
}

/** Synthetic problems are made from the seed of the experiment unless they have one: they get it, so that they stay when it changes. */
function withProblemSeed(experiment: Experiment): Experiment {
  const { objective, seed } = experiment;
  if (isRemote(objective)) return experiment;
  const fix = (entry: ObjectiveEntry): ObjectiveEntry =>
    (entry.kind === 'synthetic' || entry.kind === 'logistic') && entry.seed === undefined ? { ...entry, seed } : entry;
  return { ...experiment, objective: isObjectiveList(objective) ? objective.map(fix) : fix(objective) };
}
