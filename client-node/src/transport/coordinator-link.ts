import { createSocketParser, OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '@fedzoo/shared/protocol';
import type {
  Acknowledgement,
  ErrorMessage,
  Heartbeat,
  Hello,
  HostToServerEvents,
  Join,
  PlanMessage,
  Reply,
  RunStateMessage,
  ServerToHostEvents,
  Welcome,
} from '@fedzoo/shared/protocol';
import type { ClientId, Contribution, Task } from '@fedzoo/shared/federation/client';
import { io, type Socket } from 'socket.io-client';
import { createBackOff } from './back-off.js';
import { readRefusal, reasonOfLoss } from './refusal.js';

/** What a coordinator says, and how the connection to it stands. */
export interface LinkListener {
  /** Connected and greeted: clients can join now. Called on every connection. */
  onWelcome(welcome: Welcome): void;
  /** Not connected any more, or not yet; it is tried again after `retryMs`. */
  onLost(reason: string, retryMs: number): void;
  /** The coordinator will not have this host, and trying again would not help. */
  onRefused(error: ErrorMessage): void;
  onPlan(message: PlanMessage): void;
  onTask(task: Task): void;
  onAcknowledgement(acknowledgement: Acknowledgement): void;
  onRunState(state: RunStateMessage): void;
  onError(error: ErrorMessage): void;
}

/** The connection of one host, which is made again whenever it is lost. What is sent while there is none is dropped. */
export interface CoordinatorLink {
  join(join: Join): Promise<Reply>;
  /** Resolves when the coordinator has heard it, or cannot. */
  leave(client: ClientId): Promise<void>;
  contribute(contribution: Contribution): void;
  report(error: ErrorMessage): void;
  heartbeat(heartbeat: Heartbeat): void;
  close(): void;
}

export interface LinkOptions {
  /** `http://host:port` of the coordinator. */
  readonly serverUrl: string;
  readonly joinToken: string;
  readonly hostName: string;
  readonly softwareVersion: string;
  /** Larger frames of the coordinator are refused. */
  readonly maxFrameBytes: number;
  readonly retryMs?: { readonly minimum: number; readonly maximum: number };
}

const RETRY_MS = { minimum: 250, maximum: 15_000 };
/** A coordinator that accepts a connection greets at once; one that does not is not well. */
const WELCOME_MS = 10_000;
const JOIN_MS = 30_000;
const LEAVE_MS = 1000;

/** Connects to a coordinator, over WebSocket only. Never throws: what goes wrong is told to the listener. */
export function connectCoordinator(options: LinkOptions, listener: LinkListener): CoordinatorLink {
  const { serverUrl, joinToken, maxFrameBytes, retryMs = RETRY_MS } = options;
  const backOff = createBackOff({ minimumMs: retryMs.minimum, maximumMs: retryMs.maximum, random: Math.random });
  const parser = createSocketParser({ maxFrameBytes, direction: 'toHost' });
  const socket: Socket<ServerToHostEvents, HostToServerEvents> = io(serverUrl, {
    transports: ['websocket'],
    parser,
    auth: { token: joinToken },
    // One policy for a lost connection, a refused one and one the coordinator ends; the library's covers only the first.
    reconnection: false,
    forceNew: true,
    autoConnect: false,
  });
  let greeted = false;
  let ended = false;
  let retry: NodeJS.Timeout | undefined;
  let welcome: NodeJS.Timeout | undefined;

  function lost(reason: string): void {
    greeted = false;
    clearTimeout(welcome);
    if (ended) return;
    const waitMs = backOff.next();
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), waitMs);
    listener.onLost(reason, waitMs);
  }

  function refused(error: ErrorMessage): void {
    ended = true;
    socket.disconnect();
    listener.onRefused(error);
  }

  socket.on('connect', () => {
    welcome = setTimeout(() => socket.disconnect(), WELCOME_MS);
    socket.emit('hello', helloOf(options));
  });
  socket.on('welcome', (message) => {
    clearTimeout(welcome);
    backOff.reset();
    greeted = true;
    listener.onWelcome(message);
  });
  socket.on('connect_error', (error) => {
    const refusal = readRefusal(error);
    if (refusal === undefined || refusal.retriable) lost(reasonOfLoss(error));
    else refused(refusal);
  });
  socket.on('disconnect', (reason) => {
    lost(reason);
  });
  socket.on('error', (error) => {
    if (error.code === 'unsupported-version') refused(error);
    else listener.onError(error);
  });
  socket.on('plan', (message) => listener.onPlan(message));
  socket.on('task', (task) => listener.onTask(task));
  socket.on('acknowledgement', (acknowledgement) => listener.onAcknowledgement(acknowledgement));
  socket.on('runState', (state) => listener.onRunState(state));
  socket.io.on('open', () => parser.watch(socket.io.engine));
  socket.connect();

  // What is emitted without a connection would be kept and sent ahead of the next greeting, so it is dropped here.
  return {
    join: async (join) => await socket.timeout(JOIN_MS).emitWithAck('join', join),
    async leave(client) {
      // Socket.IO drops what it received in the same turn as the end of the connection, so a goodbye needs an answer to be heard.
      if (greeted)
        await socket
          .timeout(LEAVE_MS)
          .emitWithAck('leave', { client })
          .catch(() => undefined);
    },
    contribute: (contribution) => void (greeted && socket.emit('contribution', contribution)),
    report: (error) => void (greeted && socket.emit('hostError', error)),
    heartbeat: (heartbeat) => void (greeted && socket.emit('heartbeat', heartbeat)),
    close() {
      ended = true;
      greeted = false;
      clearTimeout(retry);
      clearTimeout(welcome);
      socket.disconnect();
    },
  };
}

function helloOf({ hostName, softwareVersion }: LinkOptions): Hello {
  return { protocolVersionMin: OLDEST_PROTOCOL_VERSION, protocolVersionMax: PROTOCOL_VERSION, features: [], hostName, softwareVersion };
}
