import type { QueryJournal } from '../journal/query-journal.js';
import type { CoordinatorLink } from '../transport/coordinator-link.js';
import type { ClientWorker } from './client-worker.js';

/** Tells the coordinator, at the interval it asked for, that the host is there, and what its clients have spent since. */
export interface Heartbeat {
  start(link: CoordinatorLink, intervalMs: number): void;
  stop(): void;
}

export function createHeartbeat(workers: readonly ClientWorker[], journal: QueryJournal): Heartbeat {
  let timer: NodeJS.Timeout | undefined;
  const told = new Map<string, number>();

  function beat(link: CoordinatorLink): void {
    const clients = workers.flatMap(({ client, progress }) => {
      const { run } = progress.current();
      const queries = run === null ? 0 : journal.spent(client, run);
      if (told.get(client) === queries) return [];
      told.set(client, queries);
      return [{ client, queries }];
    });
    link.heartbeat({ sentAtMs: Date.now(), clients });
  }

  return {
    start(link, intervalMs) {
      clearInterval(timer);
      // A new connection may be a new coordinator, which knows nothing yet.
      told.clear();
      timer = setInterval(beat, intervalMs, link);
    },
    stop: () => clearInterval(timer),
  };
}
