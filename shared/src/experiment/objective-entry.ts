import { OBJECTIVE_KINDS, OBJECTIVE_SCHEMAS, referenceSchema } from './objective-schemas.js';
import type { ObjectiveEntry, ObjectiveSpec } from './objective-spec.js';
import { joinPath, type Parsed, type Problem } from './problem.js';
import { expected, unknownWord, validate } from './validation.js';

type Fields = Readonly<Record<string, unknown>>;

/** One objective told in full: the contents of an objective file, or an inline entry. */
export function parseObjectiveSpec(value: unknown, path: string): Parsed<ObjectiveSpec> {
  const kind = kindOf(value, path, OBJECTIVE_KINDS);
  if (!kind.ok) return kind;
  const shape = validate<ObjectiveSpec>(OBJECTIVE_SCHEMAS[kind.value], value, path);
  const space = spaceProblems(value as Fields, path);
  if (shape.ok && space.length === 0) return shape;
  return { ok: false, problems: [...(shape.ok ? [] : shape.problems), ...space] };
}

/** One objective of an experiment: told in full, or, where it names a YAML file and no dimension, told there. */
export function parseObjectiveEntry(value: unknown, path: string): Parsed<ObjectiveEntry> {
  if (isRecord(value) && pointsToFile(value)) return validate<ObjectiveEntry>(referenceSchema, value, path);
  return parseObjectiveSpec(value, path);
}

/** `value.kind` as one of `kinds`, or what is wrong with it. */
export function kindOf<Kind extends string>(value: unknown, path: string, kinds: readonly Kind[]): Parsed<Kind> {
  if (!isRecord(value)) return { ok: false, problems: [{ path, message: expected('a mapping with a kind', value) }] };
  const kind = kinds.find((candidate) => candidate === value['kind']);
  if (kind !== undefined) return { ok: true, value: kind };
  return { ok: false, problems: [{ path: joinPath(path, ['kind']), message: unknownWord(kinds, value['kind']) }] };
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pointsToFile(entry: Fields): boolean {
  const { kind, file } = entry;
  if (typeof file !== 'string') return false;
  // A module's own file is code, so there the name decides; the other two have no file of their own.
  return kind === 'module' ? /\.ya?ml$/i.test(file) : kind === 'process' || kind === 'tensorflow';
}

/** What no single field shows: lists of the wrong length, an empty box, a start outside it, options that exclude each other. */
function spaceProblems(entry: Fields, path: string): Problem[] {
  const problems: Problem[] = [];
  const report = (key: string, message: string): void => void problems.push({ path: joinPath(path, [key]), message });
  const { dimension, lower, upper, start } = entry;

  for (const key of ['lower', 'upper', 'start'] as const) {
    const list = entry[key];
    if (Array.isArray(list) && Number.isSafeInteger(dimension) && list.length !== dimension) {
      report(key, `has ${list.length} coordinates, must have dimension = ${String(dimension)} of them (or be one number for all)`);
    }
  }
  const emptyAt = firstCoordinate([lower, upper], ([l, u]) => l! >= u!);
  if (emptyAt !== null) report('lower', `must be below upper in every coordinate; ${emptyAt.words}`);
  const outsideAt = firstCoordinate([lower, start, upper], ([l, s, u]) => s! < l! || s! > u!);
  if (emptyAt === null && outsideAt !== null) report('start', `must lie between lower and upper; ${outsideAt.words}`);

  if (entry['kind'] === 'instance' || entry['kind'] === 'synthetic') {
    if (lower !== undefined && upper === undefined) report('upper', 'is required beside lower: the other edge of the box');
    if (upper !== undefined && lower === undefined) report('lower', 'is required beside upper: the other edge of the box');
    if (entry['box'] !== undefined && (lower !== undefined || upper !== undefined))
      report('box', 'excludes lower and upper; keep one of the two');
    if (entry['condition'] !== undefined && entry['function'] !== 'ellipsoid')
      report('condition', 'is known to the function ellipsoid only; leave it out');
    if ((entry['function'] === 'levy' || entry['function'] === 'rosenbrock') && dimension === 1)
      report('dimension', `must be at least 2 for ${entry['function']}; got 1`);
  }
  if (typeof entry['client'] === 'number' && typeof entry['clients'] === 'number' && entry['client'] >= entry['clients']) {
    report('client', `must be below clients = ${entry['clients']} (they are numbered from 0); got ${entry['client']}`);
  }
  return problems;
}

/** The first coordinate for which `holds`, with the numbers there in words; null if there is none or one of the values is not numbers. */
function firstCoordinate(values: readonly unknown[], holds: (at: readonly number[]) => boolean): { words: string } | null {
  if (!values.every((value) => typeof value === 'number' || (Array.isArray(value) && value.every((v) => typeof v === 'number'))))
    return null;
  const lists = values.map((value) => (typeof value === 'number' ? [value] : value));
  const length = Math.max(...lists.map((list) => list.length));
  for (let j = 0; j < length; j++) {
    const at = lists.map((list) => (list.length === 1 ? list[0] : list[j]));
    if (at.every((v) => v !== undefined) && holds(at)) return { words: `got ${at.join(', ')}${length > 1 ? ` at coordinate ${j}` : ''}` };
  }
  return null;
}
