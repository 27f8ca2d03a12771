import type { ClientId, Contribution, RunId, Task } from '@fedzoo/shared/federation/client';
import { createSocketParser, decodeEnvelope, encodeEnvelope, limitsFor, wireError } from '@fedzoo/shared/protocol';
import type { BadFrame, ErrorMessage, HostToServerEvents, Message, Reply, ServerToHostEvents } from '@fedzoo/shared/protocol';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { Socket as ServerSocket } from 'socket.io';
import { io as connectTo } from 'socket.io-client';
import type { Socket as HostSocket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

const MAX_FRAME_BYTES = 65_536;
const TOKEN = 'let-me-in';
const limits = limitsFor(MAX_FRAME_BYTES);

type Host = HostSocket<ServerToHostEvents, HostToServerEvents>;
type Peer = ServerSocket<HostToServerEvents, ServerToHostEvents>;

const client = 'edge-1' as ClientId;
const run = 'quadratic-7' as RunId;
const vector = (...values: number[]) => ({ dtype: 'f64' as const, shape: [values.length], values: Float64Array.from(values) });
const task: Task = {
  run,
  round: 1,
  phase: 0,
  client,
  clientNumber: 0,
  iterate: vector(0.25, 0.5),
  tensors: { control: vector(-1, 1) },
  seeds: [7],
  deadlineMs: 0,
};
const contribution: Contribution = {
  run,
  round: 1,
  phase: 0,
  client,
  tensors: { update: vector(0.5, -0.5) },
  queries: 3,
  outcomes: { value: 2, infeasible: 0, failed: 1, timedOut: 0 },
  iterateValue: 0.75,
};

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A server with the parser, on a free port, that admits the token and answers a join. */
async function coordinator() {
  const badFrames: BadFrame[] = [];
  const parser = createSocketParser({
    maxFrameBytes: MAX_FRAME_BYTES,
    direction: 'toCoordinator',
    onBadFrame: (bad) => badFrames.push(bad),
  });
  const http = createServer();
  const io = new Server<HostToServerEvents, ServerToHostEvents>(http, {
    parser,
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 2 * MAX_FRAME_BYTES,
  });
  io.engine.on('connection', parser.watch);
  io.use((socket, next) => {
    if (socket.handshake.auth['token'] === TOKEN) return next();
    const refusal: Error & { data?: ErrorMessage } = new Error('the join token is wrong');
    refusal.data = wireError('invalid-token', 'connect.token', 'is not the join token of this coordinator');
    next(refusal);
  });
  io.on('connection', (socket) => socket.on('join', (_join, reply) => reply?.({ ok: true })));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  cleanups.push(() => io.close());
  return { io, badFrames, port: (http.address() as AddressInfo).port };
}

function host(port: number, token = TOKEN): Host {
  const parser = createSocketParser({ maxFrameBytes: MAX_FRAME_BYTES });
  const socket: Host = connectTo(`http://127.0.0.1:${port}`, {
    parser,
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
  });
  socket.io.on('open', () => parser.watch(socket.io.engine as Parameters<typeof parser.watch>[0]));
  cleanups.push(() => socket.disconnect());
  return socket;
}

async function connectedPair(io: Server<HostToServerEvents, ServerToHostEvents>, port: number): Promise<{ peer: Peer; socket: Host }> {
  const arrival = once(io, 'connection') as Promise<[Peer]>;
  const socket = host(port);
  const [peer] = await arrival;
  if (!socket.connected) await new Promise<void>((resolve) => socket.once('connect', resolve));
  return { peer, socket };
}

const heard = <Value>(subscribe: (listener: (value: Value) => void) => void): Promise<Value> => new Promise(subscribe);

/** A WebSocket without Socket.IO, past the opening of Engine.IO; `frames` are all it received since. */
async function bareClient(port: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  cleanups.push(() => socket.terminate());
  const frames: { data: Buffer; isBinary: boolean }[] = [];
  const waiting: (() => void)[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    frames.push({ data, isBinary });
    for (const wake of waiting.splice(0)) wake();
  });
  const frameCount = async (count: number): Promise<void> => {
    while (frames.length < count) await new Promise<void>((wake) => waiting.push(wake));
  };
  await frameCount(1);
  frames.splice(0);
  return { socket, frames, frameCount };
}

function messageOf(frame: { data: Buffer; isBinary: boolean } | undefined): Message {
  if (frame === undefined || !frame.isBinary) throw new Error('no binary frame');
  const decoded = decodeEnvelope(frame.data, limits);
  if (!decoded.ok) throw new Error(decoded.error.text);
  return decoded.message;
}

describe('the Socket.IO parser, over real sockets', () => {
  it('connects with the token and carries events both ways', async () => {
    const { io, port } = await coordinator();
    const { peer, socket } = await connectedPair(io, port);
    expect(socket.id).toBe(peer.id);

    const received = heard<Task>((listener) => socket.once('task', listener));
    peer.emit('task', task);
    expect(await received).toStrictEqual(task);

    const returned = heard<Contribution>((listener) => peer.once('contribution', listener));
    socket.emit('contribution', contribution);
    expect(await returned).toStrictEqual(contribution);
  });

  it('refuses a wrong token with a connect-error that carries the error', async () => {
    const { port } = await coordinator();
    const socket = host(port, 'wrong');
    const refusal = await heard<Error & { data?: unknown }>((listener) => socket.once('connect_error', listener));
    expect(refusal.message).toBe('the join token is wrong');
    expect(refusal.data).toMatchObject({ code: 'invalid-token', field: 'connect.token', retriable: false });
    expect(socket.connected).toBe(false);
  });

  it('answers an event that asks for it', async () => {
    const { io, port } = await coordinator();
    const { socket } = await connectedPair(io, port);
    const reply = await heard<Reply>((listener) =>
      socket.emit('join', { client, dimension: 2, start: vector(0, 1), weight: 1, label: 'sphere' }, listener),
    );
    expect(reply).toEqual({ ok: true });
  });

  it('disconnects from either end', async () => {
    const { io, port } = await coordinator();
    const first = await connectedPair(io, port);
    const leftServer = heard<string>((listener) => first.peer.once('disconnect', (reason) => listener(reason)));
    first.socket.disconnect();
    expect(await leftServer).toBe('client namespace disconnect');

    const second = await connectedPair(io, port);
    const leftHost = heard<string>((listener) => second.socket.once('disconnect', (reason) => listener(reason)));
    second.peer.disconnect();
    expect(await leftHost).toBe('io server disconnect');
  });

  it('sends each packet as exactly one binary frame', async () => {
    const { io, port } = await coordinator();
    const arrival = once(io, 'connection') as Promise<[Peer]>;
    const bare = await bareClient(port);
    bare.socket.send(encodeEnvelope({ kind: 'connect', body: { token: TOKEN } }));
    const [peer] = await arrival;
    peer.emit('task', task);
    peer.emit('acknowledgement', { run, round: 1, phase: 0, client, verdict: 'accepted' });
    bare.socket.send(encodeEnvelope({ kind: 'join', body: { client, dimension: 1, start: vector(0.5), weight: 1, label: '' }, ackId: 41 }));
    await bare.frameCount(4);
    peer.disconnect();
    await bare.frameCount(5);
    expect(bare.frames.map((frame) => messageOf(frame))).toStrictEqual([
      { kind: 'connected', body: { sid: peer.id } },
      { kind: 'task', body: task },
      { kind: 'acknowledgement', body: { run, round: 1, phase: 0, client, verdict: 'accepted' } },
      { kind: 'ack', body: { id: 41, reply: { ok: true } } },
      { kind: 'disconnect', body: {} },
    ]);
  });

  const badFrames: readonly (readonly [string, string, Uint8Array | string])[] = [
    ['garbage', 'malformed-frame', Uint8Array.of(255, 255, 255)],
    ['an empty frame', 'unknown-kind', new Uint8Array()],
    ['a truncated contribution', 'malformed-frame', encodeEnvelope({ kind: 'contribution', body: contribution }).subarray(0, 40)],
    ['a frame above the limit', 'frame-too-large', new Uint8Array(MAX_FRAME_BYTES + 1)],
    ['a message of the other direction', 'unexpected-kind', encodeEnvelope({ kind: 'task', body: task })],
    ['a second connect', 'unexpected-kind', encodeEnvelope({ kind: 'connect', body: { token: TOKEN } })],
    ['a text frame', 'malformed-frame', '42["join",{}]'],
  ];

  it.each(badFrames)('answers %s with an error of code %s, then closes that connection and no other', async (_name, code, frame) => {
    const { io, port, badFrames: reported } = await coordinator();
    const other = await connectedPair(io, port);
    const bare = await bareClient(port);
    bare.socket.send(encodeEnvelope({ kind: 'connect', body: { token: TOKEN } }));
    await bare.frameCount(1);
    const closed = once(bare.socket, 'close');
    bare.socket.send(frame);
    await closed;
    expect(bare.frames).toHaveLength(2);
    expect(messageOf(bare.frames[1])).toMatchObject({ kind: 'error', body: { code } });
    expect(reported.map(({ error }) => error.code)).toEqual([code]);

    const reply = await heard<Reply>((listener) =>
      other.socket.emit('join', { client, dimension: 1, start: vector(0), weight: 1, label: '' }, listener),
    );
    expect(reply).toEqual({ ok: true });
    expect(io.engine.clientsCount).toBe(1);
  });

  it('answers a bad frame before the connection is accepted with a connect-error, then closes', async () => {
    const { port } = await coordinator();
    for (const frame of [Uint8Array.of(8), encodeEnvelope({ kind: 'leave', body: { client } })]) {
      const bare = await bareClient(port);
      const closed = once(bare.socket, 'close');
      bare.socket.send(frame);
      await closed;
      expect(bare.frames.map((each) => messageOf(each).kind)).toEqual(['connectError']);
    }
  });

  it('closes at the host too when the coordinator sends a bad frame, and tells it why', async () => {
    const { io, port } = await coordinator();
    const { peer, socket } = await connectedPair(io, port);
    const complaint = heard<ErrorMessage>((listener) => peer.once('hostError', listener));
    const gone = heard<string>((listener) => socket.once('disconnect', (reason) => listener(reason)));
    (peer.conn as unknown as { write(data: Uint8Array): void }).write(Uint8Array.of(0x12, 0x05, 0x0a));
    expect(await gone).toBe('parse error');
    expect(await complaint).toMatchObject({ code: 'malformed-frame', field: 'task' });
  });

  it('refuses at the sender what a receiver would refuse', async () => {
    const { io, port } = await coordinator();
    const { peer, socket } = await connectedPair(io, port);
    expect(() => peer.emit('task', { ...task, iterate: vector(Number.NaN) })).toThrow('task.iterate[0]: is NaN');
    expect(() => socket.emit('contribution', { ...contribution, queries: 4 })).toThrow('contribution.queries: is 4');
    expect(() => socket.emit('hello' as 'leave', { client, more: Number.NaN } as never)).toThrow('hello.protocol_version_min');
    const huge = { dtype: 'f64' as const, shape: [8192], values: new Float64Array(8192) };
    expect(() => peer.emit('task', { ...task, iterate: huge })).toThrow('at most 65536');
    expect(peer.connected && socket.connected).toBe(true);
  });
});
