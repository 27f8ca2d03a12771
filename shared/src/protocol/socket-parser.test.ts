import { describe, expect, it } from 'vitest';
import type { ClientId } from '../federation/messages.js';
import { decodeEnvelope, encodeEnvelope } from './codec/envelope.js';
import { limitsFor } from './limits.js';
import type { Message } from './messages.js';
import { SOCKET_EVENTS } from './socket-events.js';
import type { SocketPacket } from './socket-packets.js';
import { createSocketParser } from './socket-parser.js';
import type { BadFrame, SocketParserOptions } from './socket-parser.js';

const maxFrameBytes = 16_384;
const limits = limitsFor(maxFrameBytes);
const leave = encodeEnvelope({ kind: 'leave', body: { client: 'c' as ClientId } });
const connect = encodeEnvelope({ kind: 'connect', body: { token: 't' } });
const connected = encodeEnvelope({ kind: 'connected', body: { sid: 's' } });
const heartbeat = encodeEnvelope({ kind: 'heartbeat', body: { sentAtMs: 5, clients: [] } });
const complaint = encodeEnvelope({ kind: 'error', body: { code: 'internal', field: '', text: '', retriable: true } });

function decoding(options: Partial<SocketParserOptions> = {}) {
  const bad: BadFrame[] = [];
  const parser = createSocketParser({ maxFrameBytes, onBadFrame: (frame) => bad.push(frame), ...options });
  const decoder = new parser.Decoder();
  const packets: SocketPacket[] = [];
  decoder.on('decoded', (packet) => packets.push(packet));
  return { parser, decoder, packets, bad };
}

function messageOf(bytes: Uint8Array | undefined): Message {
  const decoded = decodeEnvelope(bytes ?? new Uint8Array(), limits);
  if (!decoded.ok) throw new Error(decoded.error.text);
  return decoded.message;
}

describe('the decoder', () => {
  it('takes what Node gives and what a browser gives', () => {
    const { decoder, packets } = decoding();
    decoder.add(connect);
    const shifted = new Uint8Array([0, ...leave, 0]).subarray(1, 1 + leave.length);
    decoder.add(shifted);
    decoder.add(Uint8Array.from(leave).buffer);
    expect(packets.slice(1)).toEqual([1, 2].map(() => ({ type: 2, nsp: '/', data: ['leave', { client: 'c' }] })));
  });

  it('learns from the handshake which end it is, and keeps to it', () => {
    const coordinator = decoding();
    coordinator.decoder.add(connect);
    coordinator.decoder.add(heartbeat);
    coordinator.decoder.add(complaint);
    expect(coordinator.packets.map(({ data }) => (Array.isArray(data) ? data[0] : data))).toEqual([
      { token: 't' },
      'heartbeat',
      'hostError',
    ]);
    expect(() => coordinator.decoder.add(connected)).toThrow(/connected is not sent to the coordinator/);

    const host = decoding();
    host.decoder.add(connected);
    host.decoder.add(heartbeat);
    host.decoder.add(complaint);
    expect(host.packets.map(({ data }) => (Array.isArray(data) ? data[0] : data))).toEqual([{ sid: 's' }, 'heartbeat', 'error']);
    expect(() => host.decoder.add(leave)).toThrow(/leave is not sent to a host/);
  });

  it('takes nothing before the handshake, and nothing of the other end’s', () => {
    expect(() => decoding().decoder.add(heartbeat)).toThrow(/heartbeat is not sent/);
    expect(() => decoding({ direction: 'toHost' }).decoder.add(connect)).toThrow(/connect is not sent to a host/);
    expect(() => decoding({ direction: 'toCoordinator' }).decoder.add(connected)).toThrow(/connected is not sent to the coordinator/);
  });

  it('reports a bad frame once, with the frame to send back, and takes nothing more', () => {
    const { decoder, packets, bad } = decoding();
    decoder.add(connect);
    expect(() => decoder.add(Uint8Array.of(1))).toThrow(/breaks off/);
    decoder.add(leave);
    decoder.add('text');
    expect(packets).toHaveLength(1);
    expect(bad.map(({ error }) => error.code)).toEqual(['malformed-frame']);
    expect(messageOf(bad[0]?.reply)).toEqual({ kind: 'error', body: bad[0]?.error });
  });

  it('starts anew after destroy', () => {
    const { decoder, packets } = decoding();
    decoder.add(connected);
    expect(() => decoder.add('text')).toThrow(/not binary/);
    decoder.destroy();
    decoder.add(connected);
    decoder.add(heartbeat);
    expect(packets).toHaveLength(3);
  });

  it('answers on the connection the frame came from, and on no other', () => {
    const { parser, decoder } = decoding();
    const connection = () => {
      const listeners: (() => void)[] = [];
      const written: Uint8Array[] = [];
      const raw = {
        write: (data: Uint8Array) => written.push(data),
        on: (_event: 'data', listener: () => void) => listeners.push(listener),
      };
      parser.watch(raw);
      return { written, receive: () => listeners.forEach((listener) => listener()) };
    };
    const [first, second] = [connection(), connection()];
    const other = new parser.Decoder();
    first.receive();
    decoder.add(connect);
    second.receive();
    expect(() => other.add(Uint8Array.of(1))).toThrow(/breaks off/);
    // A decoder that nobody watches must not answer through the connection that was heard last.
    expect(() => decoder.add(Uint8Array.of(1))).toThrow(/breaks off/);
    expect(first.written).toHaveLength(0);
    expect(second.written.map((bytes) => messageOf(bytes).kind)).toEqual(['connectError']);
  });
});

describe('the encoder', () => {
  const encode = (packet: SocketPacket): Message => {
    const frames = new (createSocketParser({ maxFrameBytes }).Encoder)().encode(packet);
    expect(frames).toHaveLength(1);
    return messageOf(frames[0]);
  };

  it('writes the packets of Socket.IO as messages', () => {
    const nsp = '/';
    expect(encode({ type: 0, nsp, data: { token: 't' } })).toEqual({ kind: 'connect', body: { token: 't' } });
    expect(encode({ type: 0, nsp })).toEqual({ kind: 'connect', body: { token: '' } });
    expect(encode({ type: 0, nsp, data: { sid: 's', pid: undefined } })).toEqual({ kind: 'connected', body: { sid: 's' } });
    expect(encode({ type: 1, nsp })).toEqual({ kind: 'disconnect', body: {} });
    expect(encode({ type: 2, nsp, id: 0, data: ['leave', { client: 'c' }] })).toEqual({ kind: 'leave', body: { client: 'c' }, ackId: 0 });
    expect(encode({ type: 3, nsp, id: 7, data: [] })).toEqual({ kind: 'ack', body: { id: 7, reply: { ok: true } } });
    expect(encode({ type: 4, nsp, data: { message: 'no' } })).toEqual({ kind: 'connectError', body: { message: 'no' } });
  });

  it('refuses what the wire does not carry, saying why', () => {
    const nsp = '/';
    expect(() => encode({ type: 1, nsp: '/admin' })).toThrow(/namespace \/admin is not carried/);
    expect(() => encode({ type: 5, nsp, data: [] })).toThrow(/packet type 5/);
    expect(() => encode({ type: 2, nsp, data: ['toString', {}] })).toThrow(/event toString is not carried; use hello/);
    expect(() => encode({ type: 2, nsp, data: ['leave', { client: 'c' }, 1] })).toThrow(/has 2 arguments/);
    expect(() => encode({ type: 2, nsp, data: ['leave', { client: '' }] })).toThrow(/leave\.client: is ""/);
    expect(() => encode({ type: 3, nsp, id: 1, data: [{ ok: true }, 2] })).toThrow(/at most one Reply/);
    expect(() =>
      encode({ type: 2, nsp, data: ['join', { client: 'c', dimension: 2100, start: start(2100), weight: 1, label: '' }] }),
    ).toThrow(/at most 16384/);
  });

  it('shortens an error that has too much to say instead of failing', () => {
    const error = { code: 'internal', field: 'f'.repeat(999), text: '€'.repeat(9999), retriable: true };
    for (const data of [
      ['error', error],
      ['hostError', error],
    ])
      expect(encode({ type: 2, nsp: '/', data }).kind).toBe('error');
    expect(encode({ type: 3, nsp: '/', id: 1, data: [{ ok: false, error }] }).kind).toBe('ack');
    expect(encode({ type: 4, nsp: '/', data: { message: error.text, data: error } }).kind).toBe('connectError');
  });

  it('knows an event for each name of the table and no name Socket.IO keeps for itself', () => {
    const reserved = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];
    expect(Object.keys(SOCKET_EVENTS).filter((name) => reserved.includes(name))).toEqual([]);
  });
});

function start(d: number) {
  return { dtype: 'f64', shape: [d], values: new Float64Array(d) };
}
