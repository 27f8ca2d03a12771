import { z } from 'zod';
import { expected } from './validation.js';

/** A schema that says in one phrase what a value must be. */
function field<Value>(what: string, holds: (input: unknown) => boolean): z.ZodType<Value> {
  return z.custom<Value>(holds, { error: (issue) => expected(what, issue.input) });
}

const isFiniteNumber = (input: unknown): input is number => typeof input === 'number' && Number.isFinite(input);

export const finiteNumber = field<number>('a finite number', isFiniteNumber);
export const positiveNumber = field<number>('a finite number above 0', (input) => isFiniteNumber(input) && input > 0);
export const nonNegativeNumber = field<number>('a finite number, at least 0', (input) => isFiniteNumber(input) && input >= 0);
export const fraction = field<number>('a number above 0, at most 1', (input) => isFiniteNumber(input) && input > 0 && input <= 1);
export const share = field<number>('a number in [0, 1]', (input) => isFiniteNumber(input) && input >= 0 && input <= 1);
export const atLeastOne = field<number>('a finite number, at least 1', (input) => isFiniteNumber(input) && input >= 1);
export const trueOrFalse = field<boolean>('true or false', (input) => typeof input === 'boolean');
export const text = field<string>('a text that is not empty', (input) => typeof input === 'string' && input.trim() !== '');
export const shortText = field<string>(
  'a text of 1 to 200 characters',
  (input) => typeof input === 'string' && input.trim() !== '' && input.length <= 200,
);
export const file = field<string>('the path of a file', (input) => typeof input === 'string' && input.trim() !== '');
/** Names random streams, so it must be exact: below 2⁵³. */
export const seed = wholeNumber(0);
/** One number for all coordinates, or a list of one a coordinate. */
export const coordinates = field<number | readonly number[]>(
  'a finite number, or a list of finite numbers, one a coordinate',
  (input) => isFiniteNumber(input) || (Array.isArray(input) && input.length > 0 && input.every(isFiniteNumber)),
);

/** A number of bytes: a whole number, or a text such as 1 KiB. */
export const byteCount: z.ZodType<number> = z
  .custom<number | string>((input) => bytesIn(input) !== undefined, {
    error: (issue) => expected('a number of bytes from 1, such as 1024 or 1 KiB', issue.input),
  })
  .transform((input) => bytesIn(input)!);

const BYTE_UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, kB: 1e3, MB: 1e6 };

function bytesIn(input: unknown): number | undefined {
  const [, digits, unit = 'B'] = typeof input === 'string' ? (/^(\d+(?:\.\d+)?) ?(B|KiB|MiB|kB|MB)$/.exec(input) ?? []) : [];
  const bytes = typeof input === 'number' ? input : Number(digits) * BYTE_UNITS[unit]!;
  return Number.isSafeInteger(bytes) && bytes >= 1 ? bytes : undefined;
}

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): z.ZodType<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `from ${least} to ${most}`;
  return field<number>(
    `a whole number, ${range}`,
    (input) => Number.isSafeInteger(input) && (input as number) >= least && (input as number) <= most,
  );
}
