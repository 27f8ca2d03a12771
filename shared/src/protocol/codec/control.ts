import type * as proto from '@fedzoo/proto';
import type { ClientId, RunId } from '../../federation/messages.js';
import { checkId, checkShortName, checkText, checkUint32 } from '../field-checks.js';
import { WIRE_LIMITS } from '../limits.js';
import type { ErrorMessage, MessageBodies } from '../messages.js';
import { ProtocolError } from '../protocol-error.js';
import { present } from './body-codec.js';
import type { BodyCodec } from './body-codec.js';

const SOCKET_ID = /^[A-Za-z0-9_-]{1,64}$/;
const LONG_TEXT = { maxBytes: WIRE_LIMITS.maxTextBytes };

export const errorCodec: BodyCodec<ErrorMessage, proto.Error> = {
  check: (error) => checkError(error, 'error'),
  toProto: errorToProto,
  fromProto: errorFromProto,
};

export const connectCodec: BodyCodec<MessageBodies['connect'], proto.Connect> = {
  check: ({ token }) => checkText(token, 'connect.token', { maxBytes: WIRE_LIMITS.maxTokenBytes }),
  toProto: ({ token }) => ({ token }),
  fromProto: ({ token }) => ({ token }),
};

export const connectedCodec: BodyCodec<MessageBodies['connected'], proto.Connected> = {
  check({ sid }) {
    if (!SOCKET_ID.test(sid))
      throw new ProtocolError('invalid-id', 'connected.sid', 'is no socket id; use 1 to 64 characters of A-Z a-z 0-9 _ -');
  },
  toProto: ({ sid }) => ({ sid }),
  fromProto: ({ sid }) => ({ sid }),
};

export const connectErrorCodec: BodyCodec<MessageBodies['connectError'], proto.ConnectError> = {
  check({ message, error }) {
    checkText(message, 'connect_error.message', LONG_TEXT);
    if (error !== undefined) checkError(error, 'connect_error.error');
  },
  toProto: ({ message, error }) => ({ message, error: error === undefined ? null : errorToProto(error) }),
  fromProto: ({ message, error }) => ({ message, ...present('error', error === null ? null : errorFromProto(error)) }),
};

export const disconnectCodec: BodyCodec<MessageBodies['disconnect'], proto.Disconnect> = {
  check: () => undefined,
  toProto: () => ({}),
  fromProto: () => ({}),
};

export const ackCodec: BodyCodec<MessageBodies['ack'], proto.Ack> = {
  check({ id, reply }) {
    checkUint32(id, 'ack.id');
    if (!reply.ok) checkError(reply.error, 'ack.error');
  },
  toProto: ({ id, reply }) => ({ id, error: reply.ok ? null : errorToProto(reply.error) }),
  fromProto: ({ id, error }) => ({ id, reply: error === null ? { ok: true } : { ok: false, error: errorFromProto(error) } }),
};

function checkError({ code, field, text, run, client, round, phase }: ErrorMessage, path: string): void {
  checkShortName(code, `${path}.code`);
  checkText(field, `${path}.field`);
  checkText(text, `${path}.text`, LONG_TEXT);
  if (run !== undefined) checkId(run, `${path}.run`);
  if (client !== undefined) checkId(client, `${path}.client`);
  if (round !== undefined) checkUint32(round, `${path}.round`, 1);
  if (phase !== undefined) checkUint32(phase, `${path}.phase`);
}

function errorToProto({ code, field, text, retriable, run, client, round, phase }: ErrorMessage): proto.Error {
  return { code, field, text, retriable, run: run ?? null, client: client ?? null, round: round ?? null, phase: phase ?? null };
}

function errorFromProto({ code, field, text, retriable, run, client, round, phase }: proto.Error): ErrorMessage {
  return {
    code,
    field,
    text,
    retriable,
    ...present('run', run as RunId | null),
    ...present('client', client as ClientId | null),
    ...present('round', round),
    ...present('phase', phase),
  };
}
