import { crc32 } from 'node:zlib';

/**
 * A record of a durable log: `LLLLLLLL CCCCCCCC <payload>\n`, where L is the payload's length in bytes and C its CRC-32, both as eight
 * hexadecimal digits. With a text payload the log can be read with `less`; a payload may hold any bytes all the same.
 */
export const HEADER_BYTES = 18;
const NEWLINE = 0x0a;
const HEADER_PATTERN = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/;

/** The bytes of one record. */
export function frameRecord(payload: Uint8Array): Uint8Array {
  const header = `${hex(payload.length)} ${hex(crc32(payload))} `;
  const frame = Buffer.allocUnsafe(HEADER_BYTES + payload.length + 1);
  frame.write(header, 0, 'latin1');
  frame.set(payload, HEADER_BYTES);
  frame[frame.length - 1] = NEWLINE;
  return frame;
}

/** What stands at the head of `bytes`: a whole record, the beginning of one that goes on past the end, or no record. */
export type ReadRecord =
  | { readonly kind: 'record'; readonly payload: Buffer; readonly frameBytes: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'bad' };

export function readRecord(bytes: Buffer): ReadRecord {
  if (bytes.length < HEADER_BYTES) return { kind: 'cut' };
  const match = HEADER_PATTERN.exec(bytes.toString('latin1', 0, HEADER_BYTES));
  if (match === null) return { kind: 'bad' };
  const length = Number.parseInt(match[1] ?? '', 16);
  const frameBytes = HEADER_BYTES + length + 1;
  if (bytes.length < frameBytes) return { kind: 'cut' };
  const payload = bytes.subarray(HEADER_BYTES, HEADER_BYTES + length);
  const whole = bytes[frameBytes - 1] === NEWLINE && crc32(payload) === Number.parseInt(match[2] ?? '', 16);
  return whole ? { kind: 'record', payload, frameBytes } : { kind: 'bad' };
}

/** Whether a whole record stands anywhere in `bytes`, each of which follows a newline. */
export function holdsRecord(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    if (readRecord(bytes.subarray(at + 1)).kind === 'record') return true;
  }
  return false;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
