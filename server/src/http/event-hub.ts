import type { ClientView, RoundRow, RunSummary } from '@fedzoo/shared/telemetry';

/** What is told to who watches: the payload of each event, by its name. */
interface CoordinatorEvents {
  readonly run: RunSummary;
  readonly round: { readonly run: string; readonly row: RoundRow };
  readonly clients: readonly ClientView[];
}

export interface Watcher {
  /** Undefined: everything. */
  readonly run: string | undefined;
  tell<Name extends keyof CoordinatorEvents>(name: Name, body: CoordinatorEvents[Name]): void;
}

export interface EventHub {
  /** Returns what ends it. */
  watch(watcher: Watcher): () => void;
  readonly runChanged: (run: string, urgency: 'now' | 'soon') => void;
  readonly roundChanged: (run: string, row: RoundRow) => void;
  clientsChanged(): void;
  close(): void;
}

export interface HubSources {
  summary(run: string): RunSummary | undefined;
  /** The clients of a run, or all. */
  clients(run: string | undefined): readonly ClientView[];
}

/** What changes with every contribution is told so often at most, in milliseconds. */
const RUN_INTERVAL_MS = 200;
const CLIENTS_INTERVAL_MS = 500;
/** A list of clients is long: for every thousand of them it is told half a second less often. */
const INTERVAL_PER_CLIENT_MS = 0.5;

/** Tells watchers of changes: what matters to a program at once, what is only for the eye a few times a second. */
export function createEventHub(sources: HubSources): EventHub {
  const watchers = new Set<Watcher>();
  const dirtyRuns = new Set<string>();
  let runTimer: NodeJS.Timeout | undefined;
  let clientsTimer: NodeJS.Timeout | undefined;

  function tellRun(run: string): void {
    const summary = sources.summary(run);
    if (summary === undefined) return;
    for (const watcher of watchers) if (watcher.run === undefined || watcher.run === run) watcher.tell('run', summary);
  }

  function tellClients(): void {
    clientsTimer = undefined;
    const lists = new Map<string | undefined, readonly ClientView[]>();
    for (const watcher of watchers) {
      const list = lists.get(watcher.run) ?? sources.clients(watcher.run);
      lists.set(watcher.run, list);
      watcher.tell('clients', list);
    }
  }

  const hub: EventHub = {
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },

    runChanged(run, urgency) {
      if (watchers.size === 0) return;
      hub.clientsChanged();
      if (urgency === 'now') {
        dirtyRuns.delete(run);
        tellRun(run);
        return;
      }
      dirtyRuns.add(run);
      runTimer ??= setTimeout(() => {
        runTimer = undefined;
        const runs = [...dirtyRuns];
        dirtyRuns.clear();
        runs.forEach(tellRun);
      }, RUN_INTERVAL_MS);
    },

    roundChanged(run, row) {
      for (const watcher of watchers) if (watcher.run === undefined || watcher.run === run) watcher.tell('round', { run, row });
    },

    clientsChanged() {
      if (watchers.size === 0 || clientsTimer !== undefined) return;
      clientsTimer = setTimeout(tellClients, CLIENTS_INTERVAL_MS + INTERVAL_PER_CLIENT_MS * sources.clients(undefined).length);
    },

    close() {
      clearTimeout(runTimer);
      clearTimeout(clientsTimer);
      watchers.clear();
    },
  };
  return hub;
}
