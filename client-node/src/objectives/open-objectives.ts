import { cwd } from 'node:process';
import type { ModuleSpec, ObjectiveSpec, ProcessSpec, TensorflowSpec } from '@fedzoo/shared/experiment';
import { prefixedLog, type LogSink } from '../log-sink.js';
import { UserError } from '../user-error.js';
import { loadProblem } from './federated-problem.js';
import type { LoadedObjective, ObjectiveClient } from './loaded-objective.js';
import { createModuleObjective, loadModuleFunction } from './module-objective.js';
import { createProcessObjective } from './process-objective.js';
import { readSearchSpace } from './search-space.js';
import { loadTensorflowObjective } from './tensorflow-objective.js';

export interface OpenOptions {
  /** The names of the clients of this host; the first is number 0, or the objective's `client`. */
  readonly clients: readonly string[];
  /** Number of the first client, instead of 0. */
  readonly firstNumber?: number;
  readonly log: LogSink;
  /** Of the experiment: see `ProblemOptions`. */
  readonly seed?: number;
}

/**
 * One objective a client from one objective spec, whose paths are absolute. Clients of an instance, of a synthetic function or of a
 * logistic regression get one of its N functions each; those of a module share the loaded function, those of a process start one each. Throws `UserError`.
 */
export async function openObjectives(
  spec: ObjectiveSpec,
  { clients, firstNumber = 0, log, seed }: OpenOptions,
): Promise<readonly LoadedObjective[]> {
  const first = firstNumber + (('client' in spec ? spec.client : undefined) ?? 0);
  const numbered = clients.map((client, index): ObjectiveClient => ({
    client,
    clientNumber: first + index,
    log: prefixedLog(log, client),
  }));
  switch (spec.kind) {
    case 'instance':
    case 'synthetic':
    case 'logistic': {
      const problem = await loadProblem(spec, { clients: first + clients.length, ...(seed === undefined ? {} : { seed }) });
      return numbered.map(({ client, clientNumber }) => {
        const objective = problem.objectives[clientNumber];
        if (objective === undefined) {
          throw new UserError(
            '--clients',
            `client ${client} would be number ${clientNumber} (from 0), but the ${spec.kind} objective has ${problem.objectives.length}; start fewer clients, or raise its number`,
          );
        }
        return {
          objective,
          start: problem.start,
          weight: spec.weight ?? problem.weights[clientNumber] ?? 1,
          recording: 'batch',
          ...common(spec),
          close: () => Promise.resolve(),
        };
      });
    }
    case 'module':
      return await openModules(spec, numbered);
    case 'process':
      return numbered.map((client) => openProcess(spec, client));
    case 'tensorflow':
      return await Promise.all(numbered.map((client) => openTensorflow(spec, client)));
  }
}

async function openModules(spec: ModuleSpec, clients: readonly ObjectiveClient[]): Promise<LoadedObjective[]> {
  const { box, start } = readSearchSpace(spec);
  const evaluate = await loadModuleFunction(spec);
  return clients.map((client) => ({
    ...createModuleObjective({ evaluate, box, timeoutMs: spec.timeoutSeconds * 1000, options: spec.options, client }),
    start,
    recording: 'each',
    weight: spec.weight ?? 1,
    ...common(spec),
  }));
}

function openProcess(spec: ProcessSpec, { client, clientNumber, log }: ObjectiveClient): LoadedObjective {
  const { box, start } = readSearchSpace(spec);
  const process = createProcessObjective({
    command: spec.command,
    workingDirectory: spec.directory ?? cwd(),
    environment: { FEDZOO_CLIENT: client, FEDZOO_CLIENT_NUMBER: String(clientNumber) },
    log,
    box,
    timeoutMs: spec.timeoutSeconds * 1000,
  });
  return { ...process, start, recording: 'each', weight: spec.weight ?? 1, ...common(spec) };
}

async function openTensorflow(spec: TensorflowSpec, { log }: ObjectiveClient): Promise<LoadedObjective> {
  const { box, start } = readSearchSpace(spec);
  const model = await loadTensorflowObjective({ spec, box, log });
  return { ...model, start, recording: 'batch', weight: spec.weight ?? 1, ...common(spec) };
}

function common(spec: ObjectiveSpec): { label: string; budget?: number } {
  return { label: spec.kind, ...(spec.budget === undefined ? {} : { budget: spec.budget }) };
}
