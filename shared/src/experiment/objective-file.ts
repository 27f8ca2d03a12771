import { isRecord, parseObjectiveSpec } from './objective-entry.js';
import type { ObjectiveSpec } from './objective-spec.js';
import type { Parsed } from './problem.js';
import { expected } from './validation.js';

/** Checks the contents of an objective file. Never throws: all that is wrong is reported at once. */
export function parseObjectiveFile(value: unknown): Parsed<ObjectiveSpec> {
  if (!isRecord(value))
    return { ok: false, problems: [{ path: '', message: `an objective file ${expected('a mapping of keys to values', value)}` }] };
  return parseObjectiveSpec(value, '');
}
