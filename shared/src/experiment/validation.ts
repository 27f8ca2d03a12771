import type { z } from 'zod';
import { joinPath, show, type Parsed, type Problem } from './problem.js';
import { closestWord } from './spelling.js';

/**
 * Checks `value` against a zod schema and reports everything that is wrong at once, each with its path under `base`, what was expected,
 * and the value found. Unknown keys of strict objects name the key that was probably meant, or the allowed ones.
 */
export function validate<Value>(schema: z.ZodType<Value>, value: unknown, base = ''): Parsed<Value> {
  const result = schema.safeParse(value, { reportInput: true, error: explain });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => toProblems(issue, base)) };
}

function toProblems(issue: z.core.$ZodIssue, base: string): Problem[] {
  const path = joinPath(base, issue.path);
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  const advice = issue.message.split('\n');
  return issue.keys.map((key, i) => ({ path: joinPath(path, [key]), message: advice[i] ?? 'unknown key' }));
}

/** What zod found, said so that the reader knows what to write instead. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return expected(typeWords(String(issue['expected'])), issue.input);
    case 'invalid_value':
      return unknownWord((issue['values'] as readonly unknown[]).map(String), issue.input);
    case 'too_small':
      return expected(
        `${sizeWords(issue['origin'])} ${issue['inclusive'] === false ? 'above' : 'at least'} ${String(issue['minimum'])}`,
        issue.input,
      );
    case 'too_big':
      return expected(
        `${sizeWords(issue['origin'])} ${issue['inclusive'] === false ? 'below' : 'at most'} ${String(issue['maximum'])}`,
        issue.input,
      );
    case 'unrecognized_keys':
      return (issue['keys'] as readonly string[]).map((key) => unknownKey(key, allowedKeys(issue.inst))).join('\n');
    default:
      return undefined;
  }
}

/** `must be X; got Y`, or `is required: X` where there is nothing. */
export function expected(what: string, input: unknown): string {
  return input === undefined ? `is required: ${what}` : `must be ${what}; got ${show(input)}`;
}

export function unknownKey(key: string, allowed: readonly string[]): string {
  const meant = closestWord(key, allowed);
  if (meant !== undefined) return `unknown key; did you mean ${meant}?`;
  return allowed.length === 0 ? 'unknown key; nothing may stand here' : `unknown key; allowed here: ${allowed.join(', ')}`;
}

export function unknownWord(allowed: readonly string[], input: unknown): string {
  const list = allowed.length === 1 ? allowed[0]! : `one of ${allowed.join(', ')}`;
  const meant = typeof input === 'string' ? closestWord(input, allowed) : undefined;
  return expected(list, input) + (meant === undefined ? '' : `; did you mean ${meant}?`);
}

function allowedKeys(schema: unknown): readonly string[] {
  const shape = (schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function typeWords(type: string): string {
  const words: Record<string, string> = {
    int: 'a whole number',
    number: 'a finite number',
    string: 'a text',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping of keys to values',
    record: 'a mapping of keys to values',
  };
  return words[type] ?? `of type ${type}`;
}

function sizeWords(origin: unknown): string {
  if (origin === 'string') return 'a text of length';
  if (origin === 'array') return 'a list of length';
  return origin === 'int' ? 'a whole number' : 'a number';
}
