import type { Server as HttpServer } from 'node:http';
import { wireError, type HostToServerEvents, type ServerToHostEvents } from '@fedzoo/shared/protocol';
import { Server } from 'socket.io';
import { tokenMatches } from '../config/tokens.js';
import { createFrameLimit } from './frame-limit.js';
import { openHostSession, type HostSession, type SessionParts } from './host-session.js';

export interface TransportParts extends Omit<SessionParts, 'maxFrameBytes'> {
  readonly joinToken: string;
  readonly maxConnections: number;
  /** Frame limit while no run needs more, in bytes. */
  readonly baseFrameBytes: number;
  readonly onBadFrame: (code: string) => void;
  onConnections(count: number): void;
}

/** The hosts' way in: Socket.IO over WebSocket on the HTTP server that is given. */
export interface Transport {
  /** Lets frames be as large as a run needs; hosts that were promised less are made to come back. */
  raiseFrameLimit(bytes: number): void;
  /** Ends all connections in a way that makes hosts come back later. */
  readonly close: () => void;
}

/** Silence after which Engine.IO takes a connection for dead, beyond the interval of its own pings. */
const PING_TIMEOUT_FACTOR = 2;

export function createSocketTransport(http: HttpServer, parts: TransportParts): Transport {
  const { joinToken, maxConnections, heartbeatIntervalMs, log } = parts;
  const limit = createFrameLimit(parts.baseFrameBytes, parts.onBadFrame);
  const sessions = new Set<HostSession>();
  const server = new Server<HostToServerEvents, ServerToHostEvents>(http, {
    transports: ['websocket'],
    allowUpgrades: false,
    serveClient: false,
    parser: limit.parser,
    maxHttpBufferSize: admittedBytes(limit.bytes()),
    pingInterval: heartbeatIntervalMs,
    pingTimeout: heartbeatIntervalMs * PING_TIMEOUT_FACTOR,
    connectTimeout: parts.helloTimeoutMs,
  });
  server.engine.on('connection', limit.watch);

  server.use((socket, next) => {
    const token = (socket.handshake.auth as { readonly token?: unknown }).token;
    if (!tokenMatches(token, joinToken)) {
      log.warn({ address: socket.handshake.address }, 'a host came with a wrong join token');
      next(refused('invalid-token', 'connect.token', 'is not the join token of this coordinator; use the one it printed when it started'));
    } else if (sessions.size >= maxConnections) {
      next(refused('unavailable', '', `${maxConnections} connections are the limit of this coordinator; put more clients on one host`));
    } else {
      next();
    }
  });

  server.on('connection', (socket) => {
    const session = openHostSession(socket, { ...parts, maxFrameBytes: limit.bytes() });
    sessions.add(session);
    parts.onConnections(sessions.size);
    socket.once('disconnect', () => {
      sessions.delete(session);
      parts.onConnections(sessions.size);
    });
  });

  const heartbeat = setInterval(() => {
    for (const session of sessions) session.beat();
  }, heartbeatIntervalMs);

  return {
    raiseFrameLimit(bytes) {
      if (!limit.raise(bytes)) return;
      // What the opening says, and what the WebSocket server admits; both are read at every new connection.
      const { opts, ws } = server.engine as unknown as EngineOptions;
      opts.maxHttpBufferSize = ws.options.maxPayload = admittedBytes(bytes);
      for (const session of sessions) if (session.maxFrameBytes < bytes) session.reconnect();
    },
    close() {
      clearInterval(heartbeat);
      server.engine.close();
    },
  };
}

/** The part of Engine.IO's server that its types keep private. */
interface EngineOptions {
  readonly opts: { maxHttpBufferSize: number };
  readonly ws: { readonly options: { maxPayload: number } };
}

/** What the WebSocket lets through to the decoder, which can say what is wrong; more ends in close code 1009 without a word. */
function admittedBytes(maxFrameBytes: number): number {
  return Math.min(2 * maxFrameBytes, MAX_ADMITTED_BYTES);
}

/** ws takes its limit as a signed 32-bit integer and one that is not positive for none. */
const MAX_ADMITTED_BYTES = 2 ** 31 - 1;

/** What Socket.IO puts into the connect-error packet: a message, and an error of ours as `data`. */
function refused(...error: Parameters<typeof wireError>): Error {
  const wire = wireError(...error);
  return Object.assign(new Error(wire.text), { data: wire });
}
