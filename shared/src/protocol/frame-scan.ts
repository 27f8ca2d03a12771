import { WIRE_SCHEMA } from '@fedzoo/proto';
import type { WireField } from '@fedzoo/proto';
import { WIRE_LIMITS } from './limits.js';
import type { DecodeLimits } from './limits.js';
import type { MessageKind } from './messages.js';
import { frameTooLarge, ProtocolError } from './protocol-error.js';

/** Largest number of entries of each repeated field; one that is not listed admits none. */
const MAX_ENTRIES = limitsByField({
  'Task.tensors': WIRE_LIMITS.maxTensors,
  'Task.seeds': WIRE_LIMITS.maxSeeds,
  'Difference.vectors': WIRE_LIMITS.maxTensors + 1,
  'Contribution.tensors': WIRE_LIMITS.maxTensors,
  'Tensor.shape': WIRE_LIMITS.maxTensorAxes,
  'Hello.features': WIRE_LIMITS.maxFeatures,
  'Welcome.features': WIRE_LIMITS.maxFeatures,
  'RunState.waitingFor': WIRE_LIMITS.maxClientsListed,
  'Heartbeat.clients': WIRE_LIMITS.maxClientsListed,
});

/** Longest text in bytes where it is not the usual `maxTextBytes`. */
const MAX_TEXT_BYTES = limitsByField({ 'Plan.algorithmJson': WIRE_LIMITS.maxAlgorithmBytes });

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

interface Cursor {
  readonly bytes: Uint8Array;
  position: number;
  /** Low and high half of the varint read last. */
  low: number;
  high: number;
}

/**
 * Walks a frame without building anything and gives the kind of its message. Throws `ProtocolError` unless every length stays
 * within its message, every known field has its own wire type, stands once (repeated ones: as often as the limits say) and, where
 * it is text, is UTF-8, and exactly one message is set. Unknown fields are stepped over, as proto3 has it; groups are refused.
 *
 * Stricter than protobuf demands of a reader, where the leniency serves nobody: a field set twice, a number beyond its type.
 * O(bytes of text + number of fields); the data of tensors is not looked at.
 */
export function scanFrame(bytes: Uint8Array, limits: DecodeLimits): MessageKind {
  if (bytes.length > limits.maxFrameBytes) throw frameTooLarge(bytes.length, limits.maxFrameBytes);
  const cursor: Cursor = { bytes, position: 0, low: 0, high: 0 };
  const kind = scanMessage(cursor, bytes.length, { message: 'Envelope', parent: undefined });
  if (kind === undefined) throw new ProtocolError('unknown-kind', '', 'the frame sets no message of this version; send one');
  return kind as MessageKind;
}

interface Place {
  /** Name of the message in the schema. */
  readonly message: string;
  /** The field it is the value of; none for the envelope. */
  readonly parent: { readonly place: Place; readonly field: WireField } | undefined;
}

/** Scans the fields up to `end`; gives the name of the field that is set of the message's oneof. */
function scanMessage(cursor: Cursor, end: number, place: Place): string | undefined {
  const fields = WIRE_SCHEMA[place.message];
  let chosen: string | undefined;
  let seen = 0;
  let counts: Record<string, number> | undefined;
  while (cursor.position < end) {
    readVarint(cursor, end, { place });
    const wireType = cursor.low & 7;
    const number = cursor.low >>> 3;
    if (cursor.high !== 0 || number === 0) throw malformed(cursor, { place });
    const field = fields?.[number];
    if (field === undefined) {
      skip(cursor, end, { wireType, place });
      continue;
    }
    if (field.repeated === true) {
      counts ??= {};
      const count = (counts[field.name] ?? 0) + scanRepeated(cursor, end, { field, wireType, place });
      checkEntries(count, field, place);
      counts[field.name] = count;
      continue;
    }
    // Field numbers of version 1 are below 32; a test holds the schema to it.
    if ((seen & (1 << number)) !== 0) throw new ProtocolError('malformed-frame', pathOf(place, field), 'is set twice; set it once');
    seen |= 1 << number;
    if (field.oneof !== undefined) {
      if (chosen !== undefined)
        throw new ProtocolError('malformed-frame', pathOf(place, field), `is set beside ${chosen}; a frame carries one message`);
      chosen = field.name;
    }
    scanValue(cursor, end, { field, wireType, place });
  }
  return chosen;
}

/** Where a frame is being read, for errors: a message, or one field of it. */
interface Where {
  readonly place: Place;
  readonly field?: WireField;
}

interface Found extends Where {
  readonly field: WireField;
  readonly wireType: number;
}

/** Scans one occurrence of a repeated field; gives its number of entries (numbers come packed or alone). */
function scanRepeated(cursor: Cursor, end: number, found: Found): number {
  const { field, wireType, place } = found;
  const packable = field.type === 'uint32' || field.type === 'uint64';
  if (!packable || wireType !== LENGTH) {
    scanValue(cursor, end, found);
    return 1;
  }
  const stop = readLength(cursor, end, found);
  let entries = 0;
  while (cursor.position < stop) {
    scanValue(cursor, stop, { field, wireType: VARINT, place });
    checkEntries(++entries, field, place);
  }
  return entries;
}

function scanValue(cursor: Cursor, end: number, found: Found): void {
  const { field, wireType, place } = found;
  if (wireType !== wireTypeOf(field))
    throw new ProtocolError('malformed-frame', pathOf(place, field), `has wire type ${wireType}; ${field.type} has ${wireTypeOf(field)}`);
  switch (field.type) {
    case 'uint64':
      return readVarint(cursor, end, found);
    case 'uint32':
    case 'enum':
    case 'bool':
      readVarint(cursor, end, found);
      if (cursor.high !== 0 || (field.type === 'bool' && cursor.low > 1))
        throw new ProtocolError('out-of-range', pathOf(place, field), `is beyond ${field.type}; send a smaller number`);
      return;
    case 'double':
      return step(cursor, end, { ...found, count: 8 });
    case 'bytes':
      cursor.position = readLength(cursor, end, found);
      return;
    case 'string':
      return scanText(cursor, readLength(cursor, end, found), found);
    case 'message': {
      const stop = readLength(cursor, end, found);
      scanMessage(cursor, stop, { message: field.message ?? '', parent: { place, field } });
      return;
    }
  }
}

function wireTypeOf(field: WireField): number {
  switch (field.type) {
    case 'double':
      return FIXED64;
    case 'bytes':
    case 'string':
    case 'message':
      return LENGTH;
    default:
      return VARINT;
  }
}

function skip(cursor: Cursor, end: number, { wireType, place }: { wireType: number; place: Place }): void {
  if (wireType === VARINT) readVarint(cursor, end, { place });
  else if (wireType === FIXED64) step(cursor, end, { count: 8, place });
  else if (wireType === FIXED32) step(cursor, end, { count: 4, place });
  else if (wireType === LENGTH) cursor.position = readLength(cursor, end, { place });
  else throw malformed(cursor, { place });
}

function step(cursor: Cursor, end: number, { count, ...where }: Where & { count: number }): void {
  if (count > end - cursor.position) throw malformed(cursor, where);
  cursor.position += count;
}

/** Reads a length and gives the position where what it measures ends. */
function readLength(cursor: Cursor, end: number, where: Where): number {
  readVarint(cursor, end, where);
  if (cursor.high !== 0 || cursor.low > end - cursor.position) throw malformed(cursor, where);
  return cursor.position + cursor.low;
}

/** At most ten bytes; the last adds one bit. */
function readVarint(cursor: Cursor, end: number, where: Where): void {
  const { bytes } = cursor;
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (cursor.position >= end) break;
    const byte = bytes[cursor.position++]!;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) {
      if (shift === 63 && byte > 1) break;
      cursor.low = low >>> 0;
      cursor.high = high >>> 0;
      return;
    }
  }
  throw malformed(cursor, where);
}

function scanText(cursor: Cursor, end: number, { field, place }: Found): void {
  const max = MAX_TEXT_BYTES.get(field) ?? WIRE_LIMITS.maxTextBytes;
  const length = end - cursor.position;
  if (length > max) throw new ProtocolError('invalid-text', pathOf(place, field), `has ${length} bytes; at most ${max}`);
  while (cursor.position < end) {
    const taken = utf8Sequence(cursor.bytes, cursor.position, end);
    if (taken === 0) throw new ProtocolError('invalid-text', pathOf(place, field), 'is not UTF-8; send well-formed text');
    cursor.position += taken;
  }
}

/** Bytes of the character at `position`, 0 if it is none (RFC 3629: shortest form, no surrogates, up to U+10FFFF). */
function utf8Sequence(bytes: Uint8Array, position: number, end: number): number {
  const first = bytes[position]!;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || position + length > end) return 0;
  const second = bytes[position + 1]!;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let next = position + 2; next < position + length; next++) {
    if ((bytes[next]! & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function checkEntries(count: number, field: WireField, place: Place): void {
  const max = MAX_ENTRIES.get(field) ?? 0;
  if (count > max) throw new ProtocolError('too-many', pathOf(place, field), `has more than ${max} entries; send fewer`);
}

function malformed(cursor: Cursor, { place, field }: Where): ProtocolError {
  return new ProtocolError(
    'malformed-frame',
    field === undefined ? placePath(place) : pathOf(place, field),
    `the frame breaks off or has no valid field at byte ${cursor.position}; send one fedzoo.v1.Envelope a frame`,
  );
}

/** Path of a field in the names of the schema, as errors give it. */
function pathOf(place: Place, field: WireField): string {
  const name = field.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const path = placePath(place);
  return path === '' ? name : `${path}.${name}`;
}

function placePath({ parent }: Place): string {
  return parent === undefined ? '' : pathOf(parent.place, parent.field);
}

function limitsByField(limits: Readonly<Record<string, number>>): ReadonlyMap<WireField, number> {
  const byField = new Map<WireField, number>();
  for (const [path, limit] of Object.entries(limits)) {
    const [message = '', name] = path.split('.');
    const field = Object.values(WIRE_SCHEMA[message] ?? {}).find((candidate) => candidate.name === name);
    if (field === undefined) throw new Error(`${path} is no field of the schema`);
    byField.set(field, limit);
  }
  return byField;
}
