/**
 * The door of the protocol: domain messages to bytes and back, the Socket.IO parser that carries them, error codes and limits. See
 * docs/protocol.md for the wire itself.
 */
export { PROTOCOL_VERSION } from '@fedzoo/proto';
export { decodeEnvelope, encodeEnvelope } from './codec/envelope.js';
export type { Decoded } from './codec/envelope.js';
export { contributionBytes, taskBytes } from './envelope-size.js';
export { ERROR_CODES } from './error-codes.js';
export type { ErrorCode, ErrorCodeEntry } from './error-codes.js';
export { checkContribution } from './guards.js';
export type { ContributionContext, Judgement } from './guards.js';
export { limitsFor, maxFrameBytesFor, WIRE_LIMITS } from './limits.js';
export type { DecodeLimits } from './limits.js';
export type {
  Acknowledgement,
  ErrorMessage,
  Heartbeat,
  Hello,
  Join,
  Leave,
  Message,
  MessageBodies,
  MessageKind,
  MessageOf,
  PlanMessage,
  Reply,
  RunStateMessage,
  Welcome,
} from './messages.js';
export { ProtocolError, wireError } from './protocol-error.js';
export type { WireError } from './protocol-error.js';
export { SOCKET_EVENTS } from './socket-events.js';
export type { Direction, HostToServerEvents, ServerToHostEvents, SocketEventName } from './socket-events.js';
export { createSocketParser } from './socket-parser.js';
export type { BadFrame, RawConnection, SocketDecoder, SocketParser, SocketParserOptions } from './socket-parser.js';
export { negotiateVersion, OLDEST_PROTOCOL_VERSION } from './version.js';
