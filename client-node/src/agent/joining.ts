import { setTimeout as delay } from 'node:timers/promises';
import type { Join } from '@fedzoo/shared/protocol';
import { messageOf } from '../objectives/data-file.js';
import type { LogSink } from '../log-sink.js';
import type { CoordinatorLink } from '../transport/coordinator-link.js';
import type { AgentEvent } from './agent-event.js';
import type { ClientWorker } from './client-worker.js';

export interface JoinPorts {
  readonly link: CoordinatorLink;
  readonly log: LogSink;
  readonly emit: (event: AgentEvent) => void;
  /** Aborted when the connection is lost: the next one joins again. */
  readonly lost: AbortSignal;
}

/** Where a coordinator still holds the connection that was lost, its client can come back a little later. */
const RETRY_MS = 2000;

/** Joins every client on the present connection. What is refused for good is told, and the others take part without it. */
export function joinClients(workers: readonly ClientWorker[], ports: JoinPorts): void {
  for (const worker of workers) void joinClient(worker, ports);
}

async function joinClient(worker: ClientWorker, { link, log, emit, lost }: JoinPorts): Promise<void> {
  const { client, loaded, progress } = worker;
  const { objective, start, weight, label } = loaded;
  const join: Join = {
    client,
    dimension: objective.dimension,
    start: { dtype: 'f64', shape: [start.length], values: start },
    weight,
    label,
  };
  while (!lost.aborted) {
    let reply;
    try {
      reply = await link.join(join);
    } catch (error) {
      if (!lost.aborted) log.warn(`${client}: joining got no answer (${messageOf(error)})`);
      continue;
    }
    if (lost.aborted) return;
    if (reply.ok) {
      progress.standing('joined');
      emit({ kind: 'joined', client });
      return;
    }
    const { code, text, retriable } = reply.error;
    if (!retriable) {
      log.error(`${client}: the coordinator refuses it: ${text}`);
      progress.standing('refused');
      emit({ kind: 'refused', client, code, reason: text });
      return;
    }
    log.warn(`${client}: cannot join yet: ${text}`);
    await delay(RETRY_MS, undefined, { ref: false, signal: lost }).catch(() => undefined);
  }
}
