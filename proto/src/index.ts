/**
 * The door of the wire: the protobuf messages of `fedzoo.v1` and their codec. It knows structure only; what the messages mean and
 * which of them are valid is decided in `@fedzoo/shared/protocol`, the one module that may import this package.
 */
import protobuf from 'protobufjs/minimal.js';
import { fedzoo } from './generated/codec.js';
import type { Envelope } from './generated/messages.js';

export type * from './generated/messages.js';
export { Dtype, Status, Verdict, WIRE_SCHEMA } from './generated/schema.js';
export type { FieldType, WireField } from './generated/schema.js';

/** The version of the messages in `fedzoo/v1`. It rises when a host of the version before would misread or refuse a message of a run. */
export const PROTOCOL_VERSION = 2;

/** What the writer may hold beyond the message: room it reserves before it knows the length of a number. */
const WRITER_SLACK_BYTES = 256;

/**
 * The canonical proto3 bytes of an envelope: fields by number, defaults left out. With the right `sizeBytes` they are written once
 * and never copied. In Node small results share a pooled buffer: do not transfer it.
 */
export function encodeEnvelope(envelope: Envelope, sizeBytes?: number): Uint8Array {
  const writer = protobuf.Writer.create();
  if (sizeBytes === undefined) return fedzoo.v1.Envelope.encode(envelope, writer).finish();
  writer.buf = (writer.constructor as typeof protobuf.Writer).alloc(sizeBytes + WRITER_SLACK_BYTES);
  return fedzoo.v1.Envelope.encode(envelope, writer).finish(true);
}

/**
 * Parses an envelope. `bytes` fields are views into `bytes`. Structure alone is checked, and leniently: scan a frame of unknown
 * origin first. Throws if a length leads beyond its message.
 */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  return fedzoo.v1.Envelope.decode(bytes);
}
