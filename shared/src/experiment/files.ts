import { isObjectiveList, isRemote, type Experiment } from './experiment.js';
import type { ObjectiveEntry } from './objective-spec.js';

/** The entry with every path in it passed through `resolve`: files are relative to the file they are named in. */
export function resolveObjectiveFiles<Entry extends ObjectiveEntry>(entry: Entry, resolve: (path: string) => string): Entry {
  const resolved: Record<string, unknown> = { ...entry };
  for (const key of ['file', 'model', 'data', 'directory'] as const) {
    const path = resolved[key];
    if (typeof path === 'string') resolved[key] = resolve(path);
  }
  return resolved as Entry;
}

/** The experiment with every path in it passed through `resolve`. */
export function resolveExperimentFiles(experiment: Experiment, resolve: (path: string) => string): Experiment {
  const { objective } = experiment;
  if (isRemote(objective)) return experiment;
  if (isObjectiveList(objective)) return { ...experiment, objective: objective.map((entry) => resolveObjectiveFiles(entry, resolve)) };
  return { ...experiment, objective: resolveObjectiveFiles(objective, resolve) };
}
