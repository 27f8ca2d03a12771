import { ProtocolError } from './protocol-error.js';
import { WIRE_LIMITS } from './limits.js';

const ID = /^[A-Za-z0-9._-]{1,64}$/;
const SHORT_NAME = /^[a-z0-9-]{1,64}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

export function checkId(value: string, field: string): void {
  if (typeof value !== 'string' || !ID.test(value))
    throw new ProtocolError('invalid-id', field, `is ${quoted(value)}; use 1 to 64 characters of A-Z a-z 0-9 . _ -`);
}

/** Names that programs compare: error codes and features. */
export function checkShortName(value: string, field: string): void {
  if (typeof value !== 'string' || !SHORT_NAME.test(value))
    throw new ProtocolError('invalid-id', field, `is ${quoted(value)}; use 1 to 64 characters of a-z 0-9 -`);
}

export function checkInteger(
  value: number,
  field: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {},
): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ProtocolError('out-of-range', field, `is ${value}; use an integer from ${min} to ${max}`);
  }
}

export const UINT32_MAX = 0xffff_ffff;

export function checkUint32(value: number, field: string, min = 0): void {
  checkInteger(value, field, { min, max: UINT32_MAX });
}

export function checkFinite(value: number, field: string): void {
  if (!Number.isFinite(value)) throw new ProtocolError('not-finite', field, `is ${value}; send a finite number or leave the field out`);
}

interface TextLengths {
  readonly minBytes?: number;
  readonly maxBytes?: number;
}

export function checkText(value: string, field: string, { minBytes = 0, maxBytes = WIRE_LIMITS.maxNameBytes }: TextLengths = {}): void {
  if (typeof value !== 'string' || LONE_SURROGATE.test(value)) {
    throw new ProtocolError('invalid-text', field, 'has half of a surrogate pair or is no text; send well-formed text');
  }
  const bytes = utf8Bytes(value);
  if (bytes < minBytes || bytes > maxBytes) {
    throw new ProtocolError('invalid-text', field, `has ${bytes} bytes; use ${minBytes} to ${maxBytes}`);
  }
}

export function checkCount(count: number, field: string, max: number): void {
  if (count > max) throw new ProtocolError('too-many', field, `has ${count} entries; at most ${max}`);
}

export function checkDistinct(values: readonly string[], field: string): void {
  if (new Set(values).size < values.length) throw new ProtocolError('inconsistent', field, 'names something twice; name each once');
}

/** The length of well-formed text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Each half of a surrogate pair counts two of the pair's four bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}

function quoted(value: unknown): string {
  if (typeof value !== 'string') return `of type ${typeof value}`;
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
