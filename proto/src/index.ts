/**
 * The door of the wire: the protobuf messages of `fedzoo.v1` and their codec. It knows structure only; what the messages mean and
 * which of them are valid is decided in `@fedzoo/shared/protocol`, the one module that may import this package.
 */
import { fedzoo } from './generated/codec.js';
import type { Envelope } from './generated/messages.js';

export type * from './generated/messages.js';
export { Dtype, Status, Verdict, WIRE_SCHEMA } from './generated/schema.js';
export type { FieldType, WireField } from './generated/schema.js';

/** The version of the messages in `fedzoo/v1`. It rises when a host of the version before would misread a message. */
export const PROTOCOL_VERSION = 1;

/** The canonical proto3 bytes of an envelope: fields by number, defaults left out. In Node the bytes may share a pooled buffer. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  return fedzoo.v1.Envelope.encode(envelope).finish();
}

/**
 * Parses an envelope. `bytes` fields are views into `bytes`. Structure alone is checked, and leniently: scan a frame of unknown
 * origin first. Throws if a length leads beyond its message.
 */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  return fedzoo.v1.Envelope.decode(bytes);
}
