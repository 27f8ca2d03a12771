import { FedZooError } from '../errors.js';
import { ERROR_CODES } from './error-codes.js';
import type { ErrorCode } from './error-codes.js';

/** An error as it travels: `field` is a path in the names of the schema, empty if no field is at fault. */
export interface WireError {
  readonly code: string;
  readonly field: string;
  readonly text: string;
  /** Whether the same message may succeed later, unchanged. */
  readonly retriable: boolean;
}

// A UTF-16 unit takes at most three bytes, so what is this short fits its field in any script.
export const MAX_FIELD_UNITS = 85;
const MAX_TEXT_UNITS = 1365;

/** The wire error of a code, clipped to what an error message carries; whether it is retriable comes from the table of codes. */
export function wireError(code: ErrorCode, field: string, text: string): WireError {
  return { code, field: clipped(field, MAX_FIELD_UNITS), text: clipped(text, MAX_TEXT_UNITS), retriable: ERROR_CODES[code].retriable };
}

/** Text for people: well-formed and of a bounded length, whatever it was made from. */
export function clipped(text: string, maxUnits = MAX_TEXT_UNITS): string {
  const short = text.length > maxUnits ? `${text.slice(0, maxUnits - 1)}…` : text;
  return short.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A message breaks a rule of the wire. Thrown by encoding, and by the decoder of the socket parser; a value everywhere else. */
export class ProtocolError extends FedZooError {
  override readonly name = 'ProtocolError';
  readonly wire: WireError;

  constructor(code: ErrorCode, field: string, text: string) {
    super(code, field === '' ? text : `${field}: ${text}`);
    this.wire = wireError(code, field, text);
  }
}

/** What both ends say of a frame beyond the limit. */
export function frameTooLarge(frameBytes: number, maxFrameBytes: number): ProtocolError {
  const text = `the frame has ${frameBytes} bytes; at most ${maxFrameBytes}: send smaller tensors, or raise the frame limit of the coordinator`;
  return new ProtocolError('frame-too-large', '', text);
}
