import type { ClientId, Contribution, RunId } from '@fedzoo/shared/federation/server';
import {
  negotiateVersion,
  taskBytes,
  wireError,
  type ErrorCode,
  type ErrorMessage,
  type Hello,
  type HostToServerEvents,
  type Join,
  type Reply,
  type ServerToHostEvents,
} from '@fedzoo/shared/protocol';
import type { Socket } from 'socket.io';
import type { ClientPool } from '../rounds/client-pool.js';
import type { HostLink } from '../rounds/host-link.js';
import type { ContributionVerdict } from '../rounds/run-ports.js';
import { createOutbox, type DrainingConnection } from './outbox.js';

export type HostSocket = Socket<HostToServerEvents, ServerToHostEvents>;

export interface SessionParts {
  readonly pool: ClientPool;
  contribute(contribution: Contribution): Promise<ContributionVerdict>;
  hasRun(run: RunId): boolean;
  readonly coordinatorName: string;
  readonly softwareVersion: string;
  readonly heartbeatIntervalMs: number;
  readonly helloTimeoutMs: number;
  readonly maxBufferedBytes: number;
  readonly maxClients: number;
  readonly maxFrameBytes: number;
  readonly now: () => number;
  readonly log: { info(details: object, text: string): void; warn(details: object, text: string): void };
}

/** One connection of a host, from its hello to its end. What is wrong with one message is answered and touches nothing else. */
export interface HostSession {
  readonly maxFrameBytes: number;
  beat(): void;
  /** Ends the connection so that the host comes back. */
  reconnect(): void;
}

type Ask = ((reply: Reply) => void) | undefined;

export function openHostSession(socket: HostSocket, parts: SessionParts): HostSession {
  const { pool, now, log } = parts;
  const { conn } = socket;
  // Engine.IO keeps its write buffer private in types; that it drains is a public event.
  const outbox = createOutbox(conn as unknown as DrainingConnection, parts.maxBufferedBytes);
  const plansSent = new Set<string>();
  let host: { readonly name: string; readonly run: RunId | undefined } | null = null;
  let lastSeenMs = now();

  const link: HostLink = {
    get name() {
      return host?.name ?? '';
    },
    get lastSeenMs() {
      return lastSeenMs;
    },
    assign({ plan, task, wanted }) {
      outbox.push({
        bytes: taskBytes(task),
        wanted,
        send() {
          const key = `${plan.run} ${task.client}`;
          if (!plansSent.has(key)) emit('plan', { client: task.client, plan });
          plansSent.add(key);
          emit('task', task);
        },
      });
    },
    notify: ({ run, waitingFor, ...rest }) =>
      emit('runState', { ...rest, run: run as RunId, waitingFor: waitingFor as readonly ClientId[] }),
  };

  /** Sending fails only if the message breaks a rule of the wire, which is a defect of ours: told in the log, and nobody waits for it. */
  function emit<Name extends keyof ServerToHostEvents>(name: Name, ...body: Parameters<ServerToHostEvents[Name]>): void {
    try {
      socket.emit(name, ...body);
    } catch (error) {
      log.warn({ error, event: name, host: host?.name }, 'a message could not be sent');
    }
  }

  /** Says what is wrong: as the answer, if one was asked for, else as an event. */
  function refuse(error: ErrorMessage, ask?: Ask): void {
    if (ask !== undefined) ask({ ok: false, error });
    else emit('error', error);
  }

  function refusal(code: ErrorCode, field: string, text: string): ErrorMessage {
    return wireError(code, field, text);
  }

  /** Runs a handler only once the host has said hello. */
  function greeted<Body>(handle: (body: Body, ask: Ask) => void): (body: Body, ask?: Ask) => void {
    return (body, ask) => {
      if (host === null) refuse(refusal('hello-expected', '', 'say hello and wait for welcome before anything else'), ask);
      else handle(body, ask);
    };
  }

  function hello(message: Hello, ask: Ask): void {
    clearTimeout(helloTimer);
    const negotiated = negotiateVersion(message);
    if (!negotiated.ok) {
      refuse(negotiated.error, ask);
      socket.disconnect(true);
      return;
    }
    if (message.run !== undefined && !parts.hasRun(message.run)) {
      refuse({ ...refusal('unknown-run', 'hello.run', `is ${message.run}; this coordinator has no such run`), run: message.run }, ask);
      socket.disconnect(true);
      return;
    }
    host = { name: message.hostName, run: message.run };
    log.info({ host: host.name, version: message.softwareVersion }, 'host connected');
    ask?.({ ok: true });
    emit('welcome', {
      protocolVersion: negotiated.protocolVersion,
      features: [],
      coordinatorName: parts.coordinatorName,
      softwareVersion: parts.softwareVersion,
      heartbeatIntervalMs: parts.heartbeatIntervalMs,
      maxFrameBytes: parts.maxFrameBytes,
      ...(message.run === undefined ? {} : { run: message.run }),
    });
  }

  function join({ client, dimension, start, weight, label }: Join, ask: Ask): void {
    if (pool.size() >= parts.maxClients && !pool.knows(client)) {
      refuse(
        {
          ...refusal('unavailable', 'join.client', `${client} does not fit: ${parts.maxClients} clients are the limit of this coordinator`),
          client,
        },
        ask,
      );
      return;
    }
    const run = host?.run;
    const joined = pool.join({ client, dimension, start: start.values, weight, label, ...(run === undefined ? {} : { run }) }, link);
    if (joined.ok) ask?.({ ok: true });
    else
      refuse(
        {
          ...refusal(
            'already-joined',
            'join.client',
            `${client} is carried by a connection of host ${joined.heldBy}; stop that one, or use another name`,
          ),
          client,
        },
        ask,
      );
  }

  function leave(client: ClientId, ask: Ask): void {
    if (pool.leave(client, link)) ask?.({ ok: true });
    else refuse({ ...refusal('unknown-client', 'leave.client', `${client} is not joined on this connection`), client }, ask);
  }

  async function contribute(contribution: Contribution, ask: Ask): Promise<void> {
    const { run, round, phase, client } = contribution;
    const key = { run, round, phase, client };
    if (!pool.isOn(client, link)) {
      refuse(
        { ...refusal('unknown-client', 'contribution.client', `${client} is not joined on this connection; join it first`), ...key },
        ask,
      );
      return;
    }
    const verdict = await parts.contribute(contribution).catch((error: unknown): ContributionVerdict => {
      log.warn({ error, ...key }, 'a contribution could not be judged');
      return { kind: 'unavailable', field: '', text: 'the coordinator could not write it down; send it again later' };
    });
    if ('field' in verdict) {
      const field = verdict.field === '' ? '' : `contribution.${verdict.field}`;
      refuse({ ...refusal(verdict.kind, field, verdict.text), ...key }, ask);
    } else {
      emit('acknowledgement', { ...key, verdict: verdict.kind });
      ask?.({ ok: true });
    }
  }

  const helloTimer = setTimeout(() => {
    refuse(refusal('hello-expected', '', `no hello came within ${parts.helloTimeoutMs} ms`));
    socket.disconnect(true);
  }, parts.helloTimeoutMs);

  socket.on('hello', (message, ask) => {
    if (host === null) hello(message, ask);
    else refuse(refusal('unexpected-kind', 'hello', 'was said already on this connection'), ask);
  });
  socket.on('join', greeted(join));
  socket.on(
    'leave',
    greeted(({ client }, ask) => leave(client, ask)),
  );
  socket.on(
    'contribution',
    greeted((contribution, ask) => void contribute(contribution, ask)),
  );
  socket.on(
    'heartbeat',
    greeted(({ clients }) => {
      for (const { client, queries } of clients) if (pool.isOn(client, link)) pool.reportQueries(client, queries);
    }),
  );
  socket.on(
    'hostError',
    greeted((error) => log.warn({ host: host?.name, error }, 'a host reports an error')),
  );
  // Raised by Socket.IO for a bad frame, which has been answered by then; the connection closes by itself.
  socket.on('error', () => undefined);
  conn.on('packet', () => {
    lastSeenMs = now();
  });
  socket.on('disconnect', (reason) => {
    clearTimeout(helloTimer);
    outbox.clear();
    pool.disconnect(link);
    if (host !== null) log.info({ host: host.name, reason }, 'host disconnected');
  });

  return {
    maxFrameBytes: parts.maxFrameBytes,
    beat() {
      if (host !== null) emit('heartbeat', { sentAtMs: now(), clients: [] });
    },
    reconnect: () => conn.close(),
  };
}
