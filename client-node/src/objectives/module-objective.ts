import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModuleSpec } from '@fedzoo/shared/experiment';
import { inNaturalUnits, type Box, type Objective, type Outcome } from '@fedzoo/shared/objectives';
import { createJiti } from 'jiti';
import { ObjectiveClosedError } from '../journal/journalled-evaluation.js';
import { UserError } from '../user-error.js';
import { messageOf, readUserFile } from './data-file.js';
import type { ObjectiveClient } from './loaded-objective.js';
import { readRecords } from './record-answer.js';

/** What a module's function is told beside x. */
export interface EvaluationContext {
  readonly client: string;
  /** From 0. */
  readonly clientNumber: number;
  /** The number of this evaluation among all of the client, from 0. */
  readonly query: number;
  /** `options` of the objective file. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Aborted when the time limit has passed or the client is closed: end what you can. */
  readonly signal: AbortSignal;
}

/**
 * The answer of a module's function: a finite number to be minimised; the losses of its records, whose mean is to be minimised; or that x is
 * infeasible. It throws when it has none.
 */
export type ModuleAnswer = number | ModuleRecords | { readonly infeasible: true };

/** ℓ(x; z) of every record, always in the same order, and, if it is known, its gradient with respect to x: all in natural units. */
export interface ModuleRecords {
  readonly records: ArrayLike<number>;
  readonly gradients?: ArrayLike<ArrayLike<number>>;
}

/** The function that a JS or TS file exports; x in natural units. */
export type ModuleEvaluate = (x: number[], context: EvaluationContext) => ModuleAnswer | Promise<ModuleAnswer>;

const TYPESCRIPT = new Set(['.ts', '.mts', '.cts']);

/** Loads the function of a module objective. TypeScript is run as it is, without a build. Throws `UserError`. */
export async function loadModuleFunction(spec: ModuleSpec): Promise<ModuleEvaluate> {
  const path = spec.file;
  await readUserFile(path, 'file');
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = TYPESCRIPT.has(extname(path))
      ? await createJiti(import.meta.url).import(path)
      : ((await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>);
  } catch (error) {
    throw new UserError('file', `${path} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
  const found = findFunction(exported, spec.export);
  if (found === undefined) {
    throw new UserError(
      'export',
      `${path} exports no function ${spec.export === 'default' ? 'evaluate' : spec.export}; it exports ${Object.keys(exported).join(', ') || 'nothing'}`,
    );
  }
  return found;
}

/** The named export; where none is named, the default export or `evaluate`. */
function findFunction(exported: Readonly<Record<string, unknown>>, name: string): ModuleEvaluate | undefined {
  const names = name === 'default' ? ['evaluate', 'default'] : [name];
  for (const candidate of names) {
    const value = exported[candidate];
    if (typeof value === 'function') return value as ModuleEvaluate;
    // CommonJS seen from ESM: module.exports is the default export.
    if (
      candidate === 'default' &&
      typeof value === 'object' &&
      value !== null &&
      'evaluate' in value &&
      typeof value.evaluate === 'function'
    )
      return value.evaluate as ModuleEvaluate;
  }
  return undefined;
}

export interface ModuleObjectiveConfig {
  readonly evaluate: ModuleEvaluate;
  readonly box: Box;
  readonly timeoutMs: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly client: ObjectiveClient;
}

/** An objective that a function evaluates. What it throws ends as failed; a promise that takes too long as timed out. */
export function createModuleObjective({ evaluate, box, timeoutMs, options, client }: ModuleObjectiveConfig): {
  objective: Objective;
  close: () => Promise<void>;
} {
  const closing = new AbortController();

  async function ask(z: Float64Array, query: number): Promise<Outcome> {
    const over = new AbortController();
    const { signal } = over;
    const { client: id, clientNumber } = client;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Outcome>((resolve, reject) => {
        closing.signal.addEventListener('abort', () => reject(new ObjectiveClosedError('module')), { once: true, signal });
        timer = setTimeout(() => resolve({ kind: 'timedOut' }), timeoutMs);
        // In a function of its own, so that what is thrown at once is an answer as what is rejected later.
        const asked = async (): Promise<ModuleAnswer> => evaluate(Array.from(z), { client: id, clientNumber, query, options, signal });
        asked().then(
          (answer) => resolve(readAnswer(answer, box)),
          (error: unknown) => resolve({ kind: 'failed', reason: messageOf(error) }),
        );
      });
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }

  return {
    objective: inNaturalUnits(box, ask),
    close: () => {
      closing.abort();
      return Promise.resolve();
    },
  };
}

function readAnswer(answer: unknown, box: Box): Outcome {
  if (typeof answer === 'number' && Number.isFinite(answer)) return { kind: 'value', value: answer };
  if (typeof answer === 'object' && answer !== null) {
    if ('infeasible' in answer && answer.infeasible === true) return { kind: 'infeasible' };
    if ('records' in answer) return readRecords(answer, box);
  }
  const found = typeof answer === 'number' ? String(answer) : answer === null ? 'null' : typeof answer;
  return {
    kind: 'failed',
    reason: `the module answered ${found}; it must answer a finite number, { records: […] } or { infeasible: true }`,
  };
}
