import { InvalidArgumentError } from '../errors.js';

type Fields = Readonly<Record<string, unknown>>;

/** Readers of single fields of parsed JSON, for the few records that are read back: each returns the value or throws, naming `prefix + key`. */
export function readRecord(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(field, value, 'an object');
  return value as Fields;
}

export function readText(record: Fields, key: string, prefix = ''): string {
  const value = record[key];
  if (typeof value !== 'string') throw wrong(prefix + key, value, 'a text');
  return value;
}

export function readNumber(record: Fields, key: string, prefix = ''): number {
  const value = record[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(prefix + key, value, 'a finite number');
  return value;
}

export function readNumberOrNull(record: Fields, key: string, prefix = ''): number | null {
  return record[key] === null ? null : readNumber(record, key, prefix);
}

/** A count: a whole number, at least 0. */
export function readInteger(record: Fields, key: string, prefix = ''): number {
  const value = record[key];
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw wrong(prefix + key, value, 'a whole number, at least 0');
  return value as number;
}

export function readNumbers(record: Fields, key: string): readonly number[] {
  const value = record[key];
  if (!Array.isArray(value) || !value.every((element) => typeof element === 'number' && Number.isFinite(element)))
    throw wrong(key, value, 'a list of finite numbers');
  return value;
}

export function readWord<Word extends string>(record: Fields, key: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === record[key]);
  if (found === undefined) throw wrong(key, record[key], `one of ${words.join(', ')}`);
  return found;
}

function wrong(field: string, value: unknown, expected: string): InvalidArgumentError {
  const shown = value === undefined ? 'is missing' : `is ${JSON.stringify(value).slice(0, 60)}`;
  return new InvalidArgumentError(field, `${shown}, must be ${expected}`);
}
