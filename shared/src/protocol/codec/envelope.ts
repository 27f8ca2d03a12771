import { decodeEnvelope as decodeProto, encodeEnvelope as encodeProto } from '@fedzoo/proto';
import type * as proto from '@fedzoo/proto';
import { contributionBytes, taskBytes } from '../envelope-size.js';
import { checkUint32 } from '../field-checks.js';
import type { DecodeLimits } from '../limits.js';
import type { Message, MessageBodies, MessageKind, MessageOf } from '../messages.js';
import { ProtocolError, wireError } from '../protocol-error.js';
import type { WireError } from '../protocol-error.js';
import { scanFrame } from '../frame-scan.js';
import type { BodyCodec } from './body-codec.js';
import { required } from './body-codec.js';
import { ackCodec, connectCodec, connectedCodec, connectErrorCodec, disconnectCodec, errorCodec } from './control.js';
import { planCodec } from './plan.js';
import { acknowledgementCodec, contributionCodec, runStateCodec, taskCodec } from './round.js';
import { heartbeatCodec, helloCodec, joinCodec, leaveCodec, welcomeCodec } from './session.js';

type CodecOf<Kind extends MessageKind> = BodyCodec<MessageBodies[Kind], NonNullable<proto.Envelope[Kind]>>;

/** One row a message kind; the kind is the field's name in the envelope. */
const CODECS: { readonly [Kind in MessageKind]: CodecOf<Kind> } = {
  hello: helloCodec,
  welcome: welcomeCodec,
  join: joinCodec,
  leave: leaveCodec,
  plan: planCodec,
  task: taskCodec,
  contribution: contributionCodec,
  acknowledgement: acknowledgementCodec,
  runState: runStateCodec,
  heartbeat: heartbeatCodec,
  error: errorCodec,
  connect: connectCodec,
  connected: connectedCodec,
  connectError: connectErrorCodec,
  disconnect: disconnectCodec,
  ack: ackCodec,
};

const CONTROL_KINDS: ReadonlySet<MessageKind> = new Set(['connect', 'connected', 'connectError', 'disconnect', 'ack']);

export type Decoded = { readonly ok: true; readonly message: Message } | { readonly ok: false; readonly error: WireError };

/**
 * The bytes of one frame. Throws `ProtocolError` if the message breaks a rule of the wire: a receiver would refuse it. O(bytes).
 */
export function encodeEnvelope<Kind extends MessageKind>(message: MessageOf<Kind>): Uint8Array {
  const { kind, body, ackId } = message;
  if (!Object.hasOwn(CODECS, kind))
    throw new ProtocolError('unknown-kind', '', `${String(kind)} is no message kind; use ${Object.keys(CODECS).join(', ')}`);
  const codec: CodecOf<Kind> = CODECS[kind];
  checkAckId(kind, ackId);
  codec.check(body, undefined);
  return encodeProto({ ackId: ackId ?? null, [kind]: codec.toProto(body) }, knownBytes(message as Message));
}

/** The size of what is large, so that it is written in one go. */
function knownBytes({ kind, body, ackId }: Message): number | undefined {
  const ackBytes = ackId === undefined ? 0 : MAX_ACK_BYTES;
  if (kind === 'task') return taskBytes(body) + ackBytes;
  return kind === 'contribution' ? contributionBytes(body) + ackBytes : undefined;
}

const MAX_ACK_BYTES = 6;

/**
 * The message of one frame of unknown origin, or the first rule it breaks. Never throws. The frame is scanned before anything is
 * allocated from what it claims; what is allocated then is bounded by the size of the frame. Tensors are copied, nothing keeps
 * `bytes` alive. O(bytes).
 */
export function decodeEnvelope(bytes: Uint8Array, limits: DecodeLimits): Decoded {
  try {
    const kind = scanFrame(bytes, limits);
    return { ok: true, message: messageOf(kind, decodeProto(bytes), limits) };
  } catch (error) {
    if (error instanceof ProtocolError) return { ok: false, error: error.wire };
    // What the scan lets pass the codec reads; if it cannot, the frame is at fault, not the process.
    return { ok: false, error: wireError('malformed-frame', '', 'the frame is no fedzoo.v1.Envelope; send one message a binary frame') };
  }
}

function messageOf<Kind extends MessageKind>(kind: Kind, envelope: proto.Envelope, limits: DecodeLimits): Message {
  const codec: CodecOf<Kind> = CODECS[kind];
  const body = codec.fromProto(required(envelope[kind] as NonNullable<proto.Envelope[Kind]> | null | undefined, kind), limits);
  codec.check(body, limits);
  const { ackId } = envelope;
  if (ackId !== null) checkAckId(kind, ackId);
  return { kind, body, ...(ackId === null ? {} : { ackId }) } as unknown as Message;
}

function checkAckId(kind: MessageKind, ackId: number | undefined): void {
  if (ackId === undefined) return;
  checkUint32(ackId, 'ack_id');
  if (CONTROL_KINDS.has(kind)) throw new ProtocolError('inconsistent', 'ack_id', `is there with ${kind}; only events are acknowledged`);
}
