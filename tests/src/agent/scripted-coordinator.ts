import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClientId, Contribution, RunId, RunPlan, Task } from '@fedzoo/shared/federation/client';
import {
  createSocketParser,
  maxFrameBytesFor,
  PROTOCOL_VERSION,
  type ErrorMessage,
  type Heartbeat,
  type HostToServerEvents,
  type Join,
  type Reply,
  type ServerToHostEvents,
} from '@fedzoo/shared/protocol';
import { Server, type Socket } from 'socket.io';

type HostSocket = Socket<HostToServerEvents, ServerToHostEvents>;

/** What a host said, in order. */
type Heard =
  | { readonly kind: 'join'; readonly body: Join }
  | { readonly kind: 'leave'; readonly body: { readonly client: ClientId } }
  | { readonly kind: 'contribution'; readonly body: Contribution }
  | { readonly kind: 'hostError'; readonly body: ErrorMessage }
  | { readonly kind: 'heartbeat'; readonly body: Heartbeat };

export interface ScriptedCoordinator {
  readonly url: string;
  /** The newest connection. */
  socket(): HostSocket;
  heard: Heard[];
  /** Waits for the next message of a kind that was not waited for before. */
  next<Kind extends Heard['kind']>(kind: Kind): Promise<Extract<Heard, { kind: Kind }>['body']>;
  close(): Promise<void>;
}

/** A coordinator that greets, takes every client in, and says what a test makes it say. */
export async function startScriptedCoordinator({
  answerJoin = (): Reply => ({ ok: true }),
  greet = true,
} = {}): Promise<ScriptedCoordinator> {
  const http = createServer();
  const io = new Server<HostToServerEvents, ServerToHostEvents>(http, {
    transports: ['websocket'],
    parser: createSocketParser({ maxFrameBytes: maxFrameBytesFor(1000) }),
    serveClient: false,
  });
  const heard: Heard[] = [];
  const unread: Heard[] = [];
  const waiting = new Map<Heard['kind'], (body: unknown) => void>();
  let newest: HostSocket | undefined;

  const hear = (said: Heard): void => {
    heard.push(said);
    const waiter = waiting.get(said.kind);
    if (waiter === undefined) unread.push(said);
    else {
      waiting.delete(said.kind);
      waiter(said.body);
    }
  };
  io.on('connection', (socket) => {
    newest = socket;
    socket.on('hello', () => {
      if (greet)
        socket.emit('welcome', {
          protocolVersion: PROTOCOL_VERSION,
          features: [],
          coordinatorName: 'scripted',
          softwareVersion: 'test',
          heartbeatIntervalMs: 20,
          maxFrameBytes: maxFrameBytesFor(1000),
        });
    });
    socket.on('join', (body, reply) => {
      hear({ kind: 'join', body });
      reply?.(answerJoin());
    });
    socket.on('leave', (body, reply) => {
      hear({ kind: 'leave', body });
      reply?.({ ok: true });
    });
    socket.on('contribution', (body) => hear({ kind: 'contribution', body }));
    socket.on('hostError', (body) => hear({ kind: 'hostError', body }));
    socket.on('heartbeat', (body) => hear({ kind: 'heartbeat', body }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    socket() {
      if (newest === undefined) throw new Error('no host is connected');
      return newest;
    },
    heard,
    async next(kind: Heard['kind']): Promise<never> {
      const at = unread.findIndex((said) => said.kind === kind);
      if (at >= 0) return unread.splice(at, 1)[0]!.body as never;
      return await new Promise((resolve) => waiting.set(kind, resolve as (body: unknown) => void));
    },
    async close() {
      await io.close();
    },
  };
}

export const PLAN: RunPlan = {
  run: 'r' as RunId,
  name: 'scripted',
  seed: 3,
  rounds: 5,
  dimension: 3,
  dtype: 'f64',
  algorithm: { kind: 'fedzo', localIterations: 2, directions: 3 },
};

export function taskFor(client: string, change: Partial<Task> = {}): Task {
  return {
    run: PLAN.run,
    round: 1,
    phase: 0,
    client: client as ClientId,
    clientNumber: 0,
    iterate: { dtype: 'f64', shape: [3], values: Float64Array.of(0.25, 0.5, 0.75) },
    tensors: {},
    seeds: [],
    deadlineMs: 0,
    ...change,
  };
}
