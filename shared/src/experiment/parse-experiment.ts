import { z } from 'zod';
import {
  isObjectiveList,
  type Experiment,
  type ExperimentObjective,
  type ExperimentSelection,
  type Participation,
  type ResolvedAlgorithm,
  type StopRules,
} from './experiment.js';
import { byteCount, finiteNumber, fraction, positiveNumber, seed, shortText, trueOrFalse, wholeNumber } from './fields.js';
import { isRecord, kindOf, parseObjectiveEntry } from './objective-entry.js';
import { OBJECTIVE_KINDS } from './objective-schemas.js';
import { privacyProblems, privacySchema } from './privacy-section.js';
import type { Parsed, Problem } from './problem.js';
import { expected, unknownKey, unknownWord, validate } from './validation.js';

export type ParsedExperiment =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface ParseOptions {
  /** The known methods: for each kind, the schema of its options, `kind` among them. */
  readonly algorithmOptions: Readonly<Record<string, z.ZodType<ResolvedAlgorithm>>>;
  /** Those of them that a private run may have. */
  readonly privateMethods?: readonly string[];
}

/** N of the published experiments, for a synthetic objective that does not say. */
const DEFAULT_CLIENTS = 5;

const SELECTIONS = {
  all: z.strictObject({ kind: z.literal('all') }),
  uniform: z.strictObject({ kind: z.literal('uniform'), clients: wholeNumber(1) }),
} as const;

const stopSchema: z.ZodType<StopRules> = z.strictObject({
  value: finiteNumber.exactOptional(),
  queries: wholeNumber(1).exactOptional(),
  seconds: positiveNumber.exactOptional(),
});

/** Without a wire type the widest is taken, or, with a budget, chosen by it. */
const codecSchema = z
  .strictObject({
    dtype: z.enum(['f64', 'f32', 'f16', 'bf16', 'q8', 'auto']).exactOptional(),
    topK: wholeNumber(1).exactOptional(),
    delta: trueOrFalse.exactOptional(),
    upload: byteCount.exactOptional(),
    because: shortText.exactOptional(),
  })
  .transform((codec): Experiment['codec'] => ({ ...codec, dtype: codec.dtype ?? (codec.upload === undefined ? 'f64' : 'auto') }));

const participationSchema: z.ZodType<Participation> = z.strictObject({
  minimumClients: wholeNumber(1).exactOptional(),
  quorum: fraction.default(1),
  deadlineSeconds: positiveNumber.exactOptional(),
  stepwise: trueOrFalse.default(false),
});

const remoteSchema = z.strictObject({ kind: z.literal('remote'), dimension: wholeNumber(1).exactOptional() });

const KEYS = [
  'name',
  'seed',
  'objective',
  'clients',
  'algorithm',
  'rounds',
  'selection',
  'stop',
  'codec',
  'observe',
  'finalValue',
  'participation',
  'privacy',
] as const;

/**
 * Checks the contents of an experiment file (or what was sent in its place) and fills in the defaults. Never throws: all that is wrong
 * is reported at once, each with its path, the value found and the way out.
 */
export function parseExperiment(value: unknown, options: ParseOptions): ParsedExperiment {
  if (!isRecord(value))
    return { ok: false, problems: [{ path: '', message: `an experiment ${expected('a mapping of keys to values', value)}` }] };
  const problems: Problem[] = [];
  const take = <Field>(parsed: Parsed<Field>): Field | undefined => {
    if (parsed.ok) return parsed.value;
    problems.push(...parsed.problems);
    return undefined;
  };
  const field = <Field>(key: (typeof KEYS)[number], schema: z.ZodType<Field, unknown>): Field | undefined =>
    take(validate(schema, value[key], key));

  for (const key of Object.keys(value))
    if (!(KEYS as readonly string[]).includes(key)) problems.push({ path: key, message: unknownKey(key, KEYS) });
  const name = field('name', shortText);
  const runSeed = field('seed', seed);
  const objective = take(parseObjective(value['objective']));
  const clients = field('clients', wholeNumber(1, 0xffff_fffe).optional());
  const algorithm = take(parseAlgorithm(value['algorithm'], options));
  const rounds = field('rounds', wholeNumber(1));
  const selection = take(parseSelection(value['selection']));
  const stop = field('stop', stopSchema.default({}));
  const codec = field('codec', codecSchema.prefault({}));
  const observe = field('observe', trueOrFalse.default(false));
  const privacy = field('privacy', privacySchema.optional());
  // What no release covers is not asked for.
  const finalValue = field('finalValue', trueOrFalse.default(privacy === undefined));
  const participation = field('participation', participationSchema.optional());

  const population = take(resolveClients(objective, clients));
  if (selection?.kind === 'uniform' && population?.count !== undefined && selection.clients > population.count) {
    problems.push({
      path: 'selection.clients',
      message: `must be at most the number of clients, ${population.count}; got ${selection.clients}`,
    });
  }
  if (participation !== undefined && objective !== undefined && kindWord(objective) !== 'remote') {
    problems.push({
      path: 'participation',
      message: `is for runs on a coordinator, where objective is { kind: remote }; leave it out with ${kindWord(objective)}`,
    });
  }
  // A section that is wrong itself says so; whether it fits is then not asked.
  const isSound = value['privacy'] === undefined || privacy !== undefined;
  if (
    isSound &&
    algorithm !== undefined &&
    objective !== undefined &&
    selection !== undefined &&
    stop !== undefined &&
    codec !== undefined
  ) {
    const judged = { objective, algorithm, selection, stop, codec, observe: observe === true, privacy, clients: population?.count };
    problems.push(...privacyProblems({ ...judged, finalValue: value['finalValue'] }, { privateMethods: options.privateMethods ?? [] }));
  }
  if (problems.length > 0) return { ok: false, problems };
  const complete = { name, seed: runSeed, objective, algorithm, rounds, selection, stop, codec, observe, finalValue } as Omit<
    Experiment,
    'clients' | 'participation' | 'privacy'
  >;
  return {
    ok: true,
    experiment: {
      ...complete,
      ...(population?.count === undefined ? {} : { clients: population.count }),
      ...(participation === undefined ? {} : { participation }),
      ...(privacy === undefined ? {} : { privacy }),
    },
  };
}

function parseObjective(value: unknown): Parsed<ExperimentObjective> {
  if (Array.isArray(value)) {
    if (value.length === 0)
      return { ok: false, problems: [{ path: 'objective', message: 'must list at least one objective, one a client; got an empty list' }] };
    const entries = value.map((entry, i) => parseObjectiveEntry(entry, `objective[${i}]`));
    const problems = entries.flatMap((entry) => (entry.ok ? [] : entry.problems));
    return problems.length > 0 ? { ok: false, problems } : { ok: true, value: entries.flatMap((entry) => (entry.ok ? [entry.value] : [])) };
  }
  const kind = kindOf(value, 'objective', [...OBJECTIVE_KINDS, 'remote']);
  if (!kind.ok) return kind;
  if (kind.value === 'remote') return validate(remoteSchema, value, 'objective');
  const entry = parseObjectiveEntry(value, 'objective');
  if (entry.ok && 'client' in entry.value) {
    return {
      ok: false,
      problems: [
        { path: 'objective.client', message: 'picks one client, which only a list of objectives needs; leave it out to have all clients' },
      ],
    };
  }
  return entry;
}

/** An experiment that names no method leaves the choice to `auto`, where that is known. */
function parseAlgorithm(given: unknown, { algorithmOptions }: ParseOptions): Parsed<ResolvedAlgorithm> {
  const value = given === undefined && Object.hasOwn(algorithmOptions, 'auto') ? { kind: 'auto' } : given;
  const kind = kindOf(value, 'algorithm', Object.keys(algorithmOptions));
  if (!kind.ok) return kind;
  const schema = algorithmOptions[kind.value];
  return schema === undefined
    ? { ok: false, problems: [{ path: 'algorithm.kind', message: unknownWord(Object.keys(algorithmOptions), kind.value) }] }
    : validate(schema, value, 'algorithm');
}

function parseSelection(value: unknown): Parsed<ExperimentSelection> {
  if (value === undefined) return { ok: true, value: { kind: 'all' } };
  const kind = kindOf(value, 'selection', ['all', 'uniform'] as const);
  return kind.ok ? validate<ExperimentSelection>(SELECTIONS[kind.value], value, 'selection') : kind;
}

/** N where it is known before any file is read; a contradiction between what two places say is a problem. */
function resolveClients(objective: ExperimentObjective | undefined, clients: number | undefined): Parsed<{ count: number | undefined }> {
  const known = (count: number | undefined): Parsed<{ count: number | undefined }> => ({ ok: true, value: { count } });
  const wrong = (message: string): Parsed<never> => ({ ok: false, problems: [{ path: 'clients', message }] });
  if (objective === undefined) return known(clients);
  if (isObjectiveList(objective)) {
    const count = objective.length;
    return clients === undefined || clients === count
      ? known(count)
      : wrong(`must be ${count}, the number of objectives listed, or be left out; got ${clients}`);
  }
  switch (objective.kind) {
    case 'remote':
      return clients === undefined ? known(undefined) : wrong('is not fixed where objectives are remote; use participation.minimumClients');
    case 'instance':
      return known(clients);
    case 'synthetic':
    case 'logistic':
      if (clients !== undefined && objective.clients !== undefined && clients !== objective.clients)
        return wrong(`must be objective.clients = ${objective.clients}, or be left out; got ${clients}`);
      return known(clients ?? objective.clients ?? DEFAULT_CLIENTS);
    default:
      return known(clients ?? 1);
  }
}

function kindWord(objective: ExperimentObjective): string {
  return isObjectiveList(objective) ? 'a list of objectives' : objective.kind;
}
