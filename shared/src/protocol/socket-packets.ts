import type { ErrorMessage, Message, MessageBodies, MessageKind, Reply } from './messages.js';
import { clipped, MAX_FIELD_UNITS, ProtocolError } from './protocol-error.js';
import { eventName, SOCKET_EVENTS } from './socket-events.js';
import type { Direction, SocketEventName } from './socket-events.js';

/** The packet types of Socket.IO protocol 5; the two binary ones are not used, as every frame is binary. */
const PACKET_TYPES = { connect: 0, disconnect: 1, event: 2, ack: 3, connectError: 4 } as const;

/** A packet as Socket.IO hands it to a parser's encoder and expects it from the decoder. */
export interface SocketPacket {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  readonly id?: number;
}

const NAMESPACE = '/';

/** The message a packet travels as. Throws `ProtocolError` if it is none of ours: a mistake of the caller of `emit`. */
export function packetToMessage({ type, nsp, data, id }: SocketPacket): Message {
  if (nsp !== NAMESPACE) throw new ProtocolError('unexpected-kind', '', `namespace ${nsp} is not carried; use /`);
  switch (type) {
    case PACKET_TYPES.connect:
      return connectMessage(data as { sid?: string; token?: unknown } | undefined);
    case PACKET_TYPES.disconnect:
      return { kind: 'disconnect', body: {} };
    case PACKET_TYPES.event:
      return eventMessage(data as readonly unknown[], id);
    case PACKET_TYPES.ack:
      return ackMessage(data as readonly unknown[], id);
    case PACKET_TYPES.connectError:
      return connectErrorMessage(data as { message?: string; data?: unknown });
    default:
      throw new ProtocolError('unknown-kind', '', `packet type ${type} is not carried; emit messages without raw binary`);
  }
}

/** The packet of a message that came in `direction`. Throws `ProtocolError` if such a message does not go there. */
export function messageToPacket(message: Message, direction: Direction): SocketPacket {
  const nsp = NAMESPACE;
  switch (message.kind) {
    case 'connect':
      if (direction === 'toHost') break;
      return { type: PACKET_TYPES.connect, nsp, data: { token: message.body.token } };
    case 'connected':
      if (direction === 'toCoordinator') break;
      return { type: PACKET_TYPES.connect, nsp, data: { sid: message.body.sid } };
    case 'connectError':
      if (direction === 'toCoordinator') break;
      return { type: PACKET_TYPES.connectError, nsp, data: { message: message.body.message, data: message.body.error } };
    case 'disconnect':
      return { type: PACKET_TYPES.disconnect, nsp };
    case 'ack':
      return { type: PACKET_TYPES.ack, nsp, id: message.body.id, data: [message.body.reply] };
    default: {
      const name = eventName(message.kind, direction);
      if (name === undefined) break;
      const data = [name, message.body];
      return message.ackId === undefined
        ? { type: PACKET_TYPES.event, nsp, data }
        : { type: PACKET_TYPES.event, nsp, data, id: message.ackId };
    }
  }
  throw unexpected(message.kind, direction);
}

export function unexpected(kind: MessageKind, direction: Direction): ProtocolError {
  const end = direction === 'toHost' ? 'a host' : 'the coordinator';
  return new ProtocolError('unexpected-kind', '', `${kind} is not sent to ${end} here; see docs/protocol.md for what goes where`);
}

/** Both ends write packet type 0: the server with the id of the socket, the client with what its `auth` option holds. */
function connectMessage(data: { sid?: string; token?: unknown } | undefined): Message {
  if (data?.sid !== undefined) return { kind: 'connected', body: { sid: data.sid } };
  return { kind: 'connect', body: { token: typeof data?.token === 'string' ? data.token : '' } };
}

function eventMessage(data: readonly unknown[], ackId: number | undefined): Message {
  const [name, body] = data;
  if (typeof name !== 'string' || !Object.hasOwn(SOCKET_EVENTS, name)) {
    throw new ProtocolError('unknown-kind', '', `event ${String(name)} is not carried; use ${Object.keys(SOCKET_EVENTS).join(', ')}`);
  }
  if (data.length !== 2)
    throw new ProtocolError('inconsistent', '', `event ${name} has ${data.length - 1} arguments; it carries one message`);
  const { kind } = SOCKET_EVENTS[name as SocketEventName];
  const carried = kind === 'error' ? fitting(body as ErrorMessage) : body;
  return { kind, body: carried as MessageBodies[typeof kind], ...(ackId === undefined ? {} : { ackId }) } as Message;
}

function ackMessage(data: readonly unknown[], id: number | undefined): Message {
  if (id === undefined || data.length > 1) throw new ProtocolError('inconsistent', 'ack', 'an answer has an id and at most one Reply');
  const reply = (data[0] as Reply | undefined) ?? { ok: true };
  return { kind: 'ack', body: { id, reply: reply.ok ? reply : { ok: false, error: fitting(reply.error) } } };
}

/** Socket.IO sends what middleware passed to `next`: the error's message and its `data`, where ours keep an `ErrorMessage`. */
function connectErrorMessage({ message = '', data }: { message?: string; data?: unknown }): Message {
  const text = clipped(message);
  return { kind: 'connectError', body: data === undefined ? { message: text } : { message: text, error: fitting(data as ErrorMessage) } };
}

/** An error whose texts fit: reporting one must not fail because it has much to say. */
function fitting(error: ErrorMessage): ErrorMessage {
  return { ...error, field: clipped(error.field, MAX_FIELD_UNITS), text: clipped(error.text) };
}
