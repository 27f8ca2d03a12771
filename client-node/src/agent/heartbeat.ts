import { WIRE_LIMITS, type Welcome } from '@fedzoo/shared/protocol';
import type { QueryJournal } from '../journal/query-journal.js';
import type { CoordinatorLink } from '../transport/coordinator-link.js';
import type { ClientWorker } from './client-worker.js';

/** Tells the coordinator, at the interval it asked for, that the host is there, and what its clients have spent since. */
export interface Heartbeat {
  start(link: CoordinatorLink, terms: Pick<Welcome, 'heartbeatIntervalMs' | 'maxFrameBytes'>): void;
  stop(): void;
}

/** An id of 64 bytes, a count, and their tags; the frame's own fields fit into what is left over. */
const ENTRY_BYTES = 96;

export function createHeartbeat(workers: readonly ClientWorker[], journal: QueryJournal): Heartbeat {
  let timer: NodeJS.Timeout | undefined;
  const told = new Map<string, number>();

  /** At most `most` clients; the rest have their turn at the next beat. */
  function beat(link: CoordinatorLink, most: number): void {
    const clients: { client: ClientWorker['client']; queries: number }[] = [];
    for (const { client, progress } of workers) {
      const { run } = progress.current();
      if (run === null) continue;
      const queries = journal.spent(client, run);
      if (told.get(client) === queries) continue;
      if (clients.length === most) break;
      told.set(client, queries);
      clients.push({ client, queries });
    }
    link.heartbeat({ sentAtMs: Date.now(), clients });
  }

  return {
    start(link, { heartbeatIntervalMs, maxFrameBytes }) {
      clearInterval(timer);
      // A new connection may be a new coordinator, which knows nothing yet.
      told.clear();
      timer = setInterval(beat, heartbeatIntervalMs, link, Math.min(WIRE_LIMITS.maxClientsListed, Math.floor(maxFrameBytes / ENTRY_BYTES)));
    },
    stop: () => clearInterval(timer),
  };
}
