import { isObjectiveList, type Experiment, type ObjectiveSpec } from '@fedzoo/shared/experiment';
import type { SyntheticProblem } from '@fedzoo/shared/objectives';
import type { LogSink } from '../log-sink.js';
import { loadProblem } from '../objectives/federated-problem.js';
import { clientSpecs, openPopulation } from '../simulate/population.js';
import { UserError } from '../user-error.js';
import type { ComparedExperiment } from './experiments.js';

/** The problem that all the experiments are about. */
export interface CommonProblem {
  readonly dimension: number;
  readonly clients: number;
  /** F*, where it has a closed form and lies in the box. */
  readonly optimum: number | undefined;
}

interface Facts {
  readonly file: string;
  readonly experiment: Experiment;
  readonly dimension: number;
  readonly start: Float64Array;
  readonly weights: readonly number[];
  /** One a client, or one for all. */
  readonly specs: readonly ObjectiveSpec[];
}

/** What may differ: it changes what clients see of F, not F, nor where its runs begin and how long they may last. */
const FREE_KEYS = new Set(['noise', 'failureRate', 'timeoutSeconds']);

/**
 * Checks that the experiments are about one F, begin at one x₀ and have one budget, and returns what they have in common. Opens the
 * objectives of each once. Throws `UserError` that names the field, both values and both files.
 */
export async function commonProblem(experiments: readonly ComparedExperiment[], log: LogSink): Promise<CommonProblem> {
  const [first, ...others] = await Promise.all(experiments.map((one) => factsOf(one, log)));
  if (first === undefined) throw new UserError('EXPERIMENT', 'is missing; give at least one experiment file');
  for (const other of others) {
    checkBudget(first, other);
    checkProblem(first, other);
  }
  return { dimension: first.dimension, clients: first.weights.length, optimum: await optimumOf(first.experiment) };
}

async function factsOf({ file, experiment }: ComparedExperiment, log: LogSink): Promise<Facts> {
  const population = await openPopulation(experiment, { log });
  await population.close();
  const specs = await clientSpecs(experiment);
  const { dimension, start, weights } = population;
  return { file, experiment, dimension, start, weights, specs: isObjectiveList(experiment.objective) ? specs : specs.slice(0, 1) };
}

function checkBudget(a: Facts, b: Facts): void {
  for (const key of ['queries', 'value', 'seconds'] as const) {
    const [ours, theirs] = [a.experiment.stop[key], b.experiment.stop[key]];
    if (ours === theirs) continue;
    throw differ(`stop.${key}`, [a, ours ?? 'not set'], [b, theirs ?? 'not set'], 'runs are compared under one budget');
  }
}

function checkProblem(a: Facts, b: Facts): void {
  const same = 'experiments are compared on one problem';
  if (a.dimension !== b.dimension) throw differ('objective.dimension', [a, a.dimension], [b, b.dimension], same);
  if (a.weights.length !== b.weights.length) throw differ('clients', [a, a.weights.length], [b, b.weights.length], same);
  const weight = a.weights.findIndex((one, at) => one !== b.weights[at]);
  if (weight >= 0) throw differ('objective.weight', [a, a.weights[weight]], [b, b.weights[weight]], `${same}; that is client ${weight}`);
  if (a.specs.length !== b.specs.length)
    throw differ(
      'objective',
      [a, a.specs.length === 1 ? 'one for all' : 'a list'],
      [b, b.specs.length === 1 ? 'one for all' : 'a list'],
      same,
    );
  for (const [at, spec] of a.specs.entries()) {
    const found = firstDifference(spec, b.specs[at]!);
    if (found === undefined) continue;
    const place = a.specs.length > 1 ? `objective[${at}]` : 'objective';
    const why =
      found.key === 'seed'
        ? `${same}, and a synthetic one is made from objective.seed, or from seed where that is not set`
        : `${same}, from one starting point`;
    throw differ(`${place}.${found.key}`, [a, found.ours], [b, found.theirs], why);
  }
  const at = a.start.findIndex((one, j) => one !== b.start[j]);
  if (at >= 0)
    throw differ('objective.start', [a, a.start[at]], [b, b.start[at]], `runs begin at one x0; that is coordinate ${at} in [0,1]`);
}

function firstDifference(a: ObjectiveSpec, b: ObjectiveSpec): { key: string; ours: unknown; theirs: unknown } | undefined {
  const [ours, theirs] = [a, b] as unknown as readonly [Record<string, unknown>, Record<string, unknown>];
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter((key) => !FREE_KEYS.has(key));
  const key = keys.find((name) => JSON.stringify(ours[name]) !== JSON.stringify(theirs[name]));
  return key === undefined ? undefined : { key, ours: ours[key] ?? 'not set', theirs: theirs[key] ?? 'not set' };
}

function differ(field: string, [a, ours]: readonly [Facts, unknown], [b, theirs]: readonly [Facts, unknown], why: string): UserError {
  const isSettable = typeof ours === 'number' && !field.includes('[') && field !== 'objective.weight';
  const wayOut = isSettable ? `, or --set ${field}=${ours} for all` : '';
  return new UserError(field, `is ${shown(ours)} in ${a.file} and ${shown(theirs)} in ${b.file}; ${why}: write the same in both${wayOut}`);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/** F* of one synthetic function over all clients; a list of objectives, or an instance from a file, is a problem of its own. */
async function optimumOf(experiment: Experiment): Promise<number | undefined> {
  const { objective, clients, seed } = experiment;
  if (isObjectiveList(objective) || objective.kind !== 'synthetic') return undefined;
  const problem: Partial<SyntheticProblem> = await loadProblem(objective, { clients: clients ?? 1, seed });
  return problem.optimum?.value;
}
