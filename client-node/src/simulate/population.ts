import {
  isObjectiveList,
  isObjectiveReference,
  isRemote,
  type Experiment,
  type ComputedSpec,
  type ObjectiveEntry,
  type ObjectiveSpec,
} from '@fedzoo/shared/experiment';
import type { FederatedProblem, SynchronousObjective } from '@fedzoo/shared/objectives';
import type { LogSink } from '../log-sink.js';
import { loadProblem } from '../objectives/federated-problem.js';
import { readObjectiveFile } from '../objectives/objective-file.js';
import type { LoadedObjective } from '../objectives/loaded-objective.js';
import { openObjectives } from '../objectives/open-objectives.js';
import { UserError } from '../user-error.js';
import { createObserver, type ObservedObjective, type Observer } from './observer.js';
import { journalledLook, preparePaidJournal, type PaidJournal } from './paid-journal.js';
import { clientName } from './plan.js';

/** The clients of an experiment as the simulation sees them from outside. */
export interface Population {
  readonly dimension: number;
  /** x₀ in [0,1]^d. */
  readonly start: Float64Array;
  /** One weight a client; need not sum to 1. */
  readonly weights: readonly number[];
  /** Undefined where a look at F would cost money and the experiment does not say `observe: true`. */
  readonly observer: Observer | undefined;
  /** Where evaluations that cost money are recorded, if there are any and results are written to a folder. */
  readonly journal: PaidJournal | undefined;
  close(): Promise<void>;
}

export interface PopulationOptions {
  readonly log: LogSink;
  /** The folder that results are written to, and whether the run that wrote it goes on. */
  readonly output?: { readonly directory: string; readonly resume: boolean } | undefined;
}

const FREE_KINDS: ReadonlySet<string> = new Set(['instance', 'synthetic', 'logistic'] satisfies readonly ComputedSpec['kind'][]);

const nothingToClose = (): Promise<void> => Promise.resolve();

/**
 * Reads what an experiment says of its clients. Where evaluations are free (instances, synthetic functions) their objectives are opened
 * for the observer; elsewhere one client is, to learn the dimension and the start. Throws `UserError`.
 */
export async function openPopulation(experiment: Experiment, { log, output }: PopulationOptions): Promise<Population> {
  const specs = await clientSpecs(experiment);
  const free = specs.every((spec) => isFree(spec));
  const journal = free || output === undefined ? undefined : await preparePaidJournal(output.directory, output);
  const observed = free || experiment.observe;
  const opened = await openClients(experiment, { specs, numbers: observed ? [...specs.keys()] : [0], log });
  const first = opened.get(0);
  if (first === undefined) throw new UserError('clients', 'must be at least 1');
  const { length: dimension } = first.start;
  for (const [number, client] of opened) {
    if (client.start.length !== dimension)
      throw new UserError(
        `objective[${number}].dimension`,
        `is ${client.start.length}, that of the first client ${dimension}; all must be equal`,
      );
  }
  const close = async (): Promise<void> => {
    await Promise.all([...opened.values()].map((client) => client.close()));
  };
  if (!observed) {
    await close();
    const weights = specs.map(({ weight }) => weight ?? 1);
    return { dimension, start: first.start, weights, observer: undefined, journal, close: nothingToClose };
  }
  const weights = [...opened.values()].map(({ weight }) => weight);
  const observer = createObserver([...opened].map(([number, client]) => observedObjective(clientName(number), client, journal)));
  return { dimension, start: first.start, weights, observer, journal, close };
}

/** The objectives of some of an experiment's clients, for the thread or process that holds them, by client number. */
export async function openClientObjectives(
  experiment: Experiment,
  numbers: readonly number[],
  log: LogSink,
): Promise<ReadonlyMap<number, LoadedObjective>> {
  return openClients(experiment, { specs: await clientSpecs(experiment), numbers, log });
}

/** What each client's objective is, in the order of their numbers. */
export async function clientSpecs(experiment: Experiment): Promise<readonly ObjectiveSpec[]> {
  const { objective } = experiment;
  if (isRemote(objective))
    throw new UserError(
      'objective.kind',
      'is remote, which is for runs on a coordinator (fedzoo run submit); a simulation needs the objectives themselves',
    );
  if (isObjectiveList(objective)) return Promise.all(objective.map(specOf));
  const spec = await specOf(objective);
  const count = isFree(spec) ? (await problemOf(spec, experiment)).objectives.length : (experiment.clients ?? 1);
  if (experiment.clients !== undefined && experiment.clients > count)
    throw new UserError('clients', `is ${experiment.clients}, but the objective has ${count}; leave it out or lower it`);
  return Array.from({ length: experiment.clients ?? count }, () => spec);
}

function specOf(entry: ObjectiveEntry): Promise<ObjectiveSpec> {
  return isObjectiveReference(entry)
    ? readObjectiveFile(entry.file).then((spec) => ({ ...spec, ...termsOf(entry) }))
    : Promise.resolve(entry);
}

function termsOf({ budget, weight }: ObjectiveEntry): { budget?: number; weight?: number } {
  return { ...(budget === undefined ? {} : { budget }), ...(weight === undefined ? {} : { weight }) };
}

async function openClients(
  experiment: Experiment,
  { specs, numbers, log }: { readonly specs: readonly ObjectiveSpec[]; readonly numbers: readonly number[]; readonly log: LogSink },
): Promise<ReadonlyMap<number, LoadedObjective>> {
  const listed = Array.isArray(experiment.objective);
  const problems = new Map<string, Promise<FederatedProblem>>();
  const opened = await Promise.all(
    numbers.map(async (number): Promise<[number, LoadedObjective]> => {
      const spec = specs[number];
      if (spec === undefined) throw new Error(`the experiment has no client ${number}`);
      if (!isFree(spec)) {
        const [client] = await openObjectives(spec, { clients: [clientName(number)], firstNumber: number, log, seed: experiment.seed });
        if (client === undefined) throw new Error(`no objective was opened for client ${number}`);
        return [number, client];
      }
      // Entries that are the same problem share it: ten thousand clients of one function are made once.
      const key = JSON.stringify(spec, (name, value: unknown) => (name === 'client' ? undefined : value));
      const problem = await (problems.get(key) ?? remember(problems, key, problemOf(spec, experiment)));
      const index = listed ? (spec.client ?? 0) : number + (spec.client ?? 0);
      const objective = problem.objectives[index];
      if (objective === undefined)
        throw new UserError(
          'objective.client',
          `is ${index} (from 0), but the ${spec.kind} objective has ${problem.objectives.length} clients`,
        );
      const weight = spec.weight ?? (listed ? 1 : (problem.weights[index] ?? 1));
      const budget = spec.budget === undefined ? {} : { budget: spec.budget };
      return [number, { objective, start: problem.start, weight, label: spec.kind, recording: 'batch', ...budget, close: nothingToClose }];
    }),
  );
  return new Map(opened);
}

function remember<Value>(memo: Map<string, Value>, key: string, value: Value): Value {
  memo.set(key, value);
  return value;
}

function problemOf(spec: ComputedSpec, { seed, clients, objective }: Experiment): Promise<FederatedProblem> {
  const count = Array.isArray(objective) ? (objective as readonly ObjectiveEntry[]).length : (clients ?? 1);
  return loadProblem(spec, { clients: count, seed });
}

function isFree(spec: ObjectiveSpec): spec is ComputedSpec {
  return FREE_KINDS.has(spec.kind);
}

/** Whether evaluations of an opened objective cost money, or minutes. */
export function isPaid({ label }: LoadedObjective): boolean {
  return !FREE_KINDS.has(label);
}

/** An objective as the observer sees it: the noise-free value where it is known, else an evaluation. */
function observedObjective(client: string, loaded: LoadedObjective, journal: PaidJournal | undefined): ObservedObjective {
  const { objective, weight } = loaded;
  const { truth } = objective as Partial<SynchronousObjective>;
  if (truth !== undefined) return { weight, evaluate: (iterate) => truth(iterate) };
  if (journal !== undefined && isPaid(loaded)) return { weight, evaluate: journalledLook(journal, client, loaded) };
  return {
    weight,
    async evaluate(iterate) {
      const outcome = await objective.evaluate(iterate, 0);
      return outcome.kind === 'value' ? outcome.value : undefined;
    },
  };
}
