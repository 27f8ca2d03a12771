import type { ClientId, RunId } from '@fedzoo/shared/federation/server';
import type { ClientView } from '@fedzoo/shared/telemetry';
import type { StoredClient } from '../store/store.js';
import { addCounters, NOTHING, type Counters } from './counters.js';
import type { HostLink } from './host-link.js';

/** What a host says of a client when it joins. */
export interface Registration {
  readonly client: ClientId;
  readonly dimension: number;
  /** Where the client's objective would start, in [0,1]^d. */
  readonly start: Float64Array;
  readonly weight: number;
  readonly label: string;
  /** The one run its host wants to take part in; left out: any of its dimension. */
  readonly run?: RunId;
}

/** A client that is connected now. */
export interface PresentClient extends Registration {
  readonly link: HostLink;
}

interface OpenTask {
  readonly run: RunId;
  readonly round: number;
}

/**
 * Everyone who ever joined, who of them is here, and on which host. One client is on one host at a time; one host carries any number of
 * clients. Changes are gathered and told once a turn of the event loop, so a host that brings a thousand clients is one change.
 */
export interface ClientPool {
  /** Takes a client in. One that another connection carries stays there, unless that connection has gone silent. */
  join(registration: Registration, link: HostLink): { readonly ok: true } | { readonly ok: false; readonly heldBy: string };
  /** The client says goodbye: nobody waits for it any more. */
  leave(client: ClientId, link: HostLink): boolean;
  /** The connection is lost: its clients are away, and may come back. */
  disconnect(link: HostLink): void;
  /** Whether the client is here, on this connection. */
  isOn(client: ClientId, link: HostLink): boolean;
  /** Those who are here for this run, with an objective of this dimension (of any, if undefined), by client. */
  present(run: RunId, dimension: number | undefined): PresentClient[];
  find(client: ClientId): PresentClient | undefined;
  /** How many ever joined. */
  size(): number;
  knows(client: ClientId): boolean;
  /** Whether the client said goodbye (and is not merely away). */
  hasLeft(client: ClientId): boolean;
  reportQueries(client: ClientId, queries: number): void;
  /** Replaces what is known of a client's open task in one run; `undefined` when it has none. */
  setTask(run: RunId, client: ClientId, task: OpenTask | undefined): void;
  /** Counts what belongs to a phase that is still open; `settle` makes it count for good, and is what the store keeps. */
  count(run: RunId, client: ClientId, counters: Counters): void;
  settle(run: RunId): StoredClient[];
  views(clients?: ReadonlySet<string>): ClientView[];
  /** Every change since the last call, for the store. */
  takeUnsaved(): StoredClient[];
  onChange(listener: (joined: readonly ClientId[]) => void): void;
}

interface Entry {
  readonly client: ClientId;
  host: string;
  /** Null while the client is away. */
  present: PresentClient | null;
  left: boolean;
  lastSeenMs: number;
  label: string;
  weight: number;
  dimension: number;
  settled: Counters;
  readonly open: Map<RunId, Counters>;
  readonly tasks: Map<RunId, OpenTask>;
  reportedQueries: number;
}

export interface ClientPoolOptions {
  readonly now: () => number;
  /** A connection that was silent for longer loses its clients to another that asks for them, in milliseconds. */
  readonly silenceMs: number;
}

export function createClientPool(stored: readonly StoredClient[], options: ClientPoolOptions): ClientPool {
  const { now, silenceMs } = options;
  const entries = new Map<ClientId, Entry>(stored.map((client) => [client.client, entryOf(client)]));
  const clientsOf = new Map<HostLink, Set<ClientId>>();
  const openIn = new Map<RunId, Set<ClientId>>();
  const listeners: ((joined: readonly ClientId[]) => void)[] = [];
  const unsaved = new Set<Entry>();
  const joined = new Set<ClientId>();
  let announced = false;
  /** Those who are here, by client; null when it has to be made anew. */
  let ordered: readonly PresentClient[] | null = null;

  const announce = (): void => {
    if (announced) return;
    announced = true;
    setImmediate(() => {
      announced = false;
      const newcomers = [...joined];
      joined.clear();
      for (const listener of listeners) listener(newcomers);
    });
  };

  const detach = (entry: Entry, left: boolean): void => {
    const link = entry.present?.link;
    if (link === undefined) return;
    clientsOf.get(link)?.delete(entry.client);
    entry.lastSeenMs = link.lastSeenMs;
    entry.present = null;
    ordered = null;
    entry.left = left;
    unsaved.add(entry);
    announce();
  };

  return {
    join(registration, link) {
      const { client, label, weight, dimension } = registration;
      const entry = entries.get(client) ?? entryOf({ client, host: link.name, label, weight, dimension, lastSeenMs: now(), ...NOTHING });
      const holder = entry.present?.link;
      if (holder !== undefined && holder !== link) {
        if (now() - holder.lastSeenMs <= silenceMs) return { ok: false, heldBy: holder.name };
        detach(entry, false);
      }
      Object.assign(entry, {
        present: { ...registration, link },
        label,
        weight,
        dimension,
        host: link.name,
        left: false,
        lastSeenMs: now(),
      });
      ordered = null;
      entries.set(client, entry);
      const carried = clientsOf.get(link) ?? new Set();
      clientsOf.set(link, carried.add(client));
      unsaved.add(entry);
      joined.add(client);
      announce();
      return { ok: true };
    },

    leave(client, link) {
      const entry = entries.get(client);
      if (entry?.present?.link !== link) return false;
      detach(entry, true);
      return true;
    },

    disconnect(link) {
      for (const client of clientsOf.get(link) ?? []) {
        const entry = entries.get(client);
        if (entry !== undefined) detach(entry, false);
      }
      clientsOf.delete(link);
    },

    isOn: (client, link) => entries.get(client)?.present?.link === link,

    present(run, dimension) {
      ordered ??= [...entries.values()]
        .flatMap(({ present }) => (present === null ? [] : [present]))
        .sort((a, b) => (a.client < b.client ? -1 : 1));
      return ordered.filter((client) => suits(client, run, dimension));
    },

    size: () => entries.size,

    knows: (client) => entries.has(client),

    find: (client) => entries.get(client)?.present ?? undefined,

    hasLeft: (client) => entries.get(client)?.left ?? false,

    reportQueries(client, queries) {
      const entry = entries.get(client);
      if (entry !== undefined) entry.reportedQueries = Math.max(entry.reportedQueries, queries);
    },

    setTask(run, client, task) {
      const entry = entries.get(client);
      if (task === undefined) entry?.tasks.delete(run);
      else entry?.tasks.set(run, task);
    },

    count(run, client, counters) {
      const entry = entries.get(client);
      if (entry === undefined) return;
      entry.open.set(run, addCounters(entry.open.get(run) ?? NOTHING, counters));
      const clients = openIn.get(run) ?? new Set();
      openIn.set(run, clients.add(client));
    },

    settle(run) {
      const settled: StoredClient[] = [];
      for (const client of openIn.get(run) ?? []) {
        const entry = entries.get(client);
        if (entry === undefined) continue;
        entry.settled = addCounters(entry.settled, entry.open.get(run) ?? NOTHING);
        entry.open.delete(run);
        settled.push(storedClient(entry));
      }
      openIn.delete(run);
      return settled;
    },

    views(clients) {
      const wanted = [...entries.values()].filter((entry) => clients === undefined || clients.has(entry.client));
      return wanted.map(viewOf).sort((a, b) => (a.client < b.client ? -1 : 1));
    },

    takeUnsaved() {
      const clients = [...unsaved].map(storedClient);
      unsaved.clear();
      return clients;
    },

    onChange(listener) {
      listeners.push(listener);
    },
  };
}

function entryOf({ client, host, label, weight, dimension, lastSeenMs, queries, bytesUp, bytesDown }: StoredClient): Entry {
  return {
    client,
    host,
    present: null,
    left: false,
    lastSeenMs,
    label,
    weight,
    dimension,
    settled: { queries, bytesUp, bytesDown },
    open: new Map(),
    tasks: new Map(),
    reportedQueries: 0,
  };
}

function suits(client: PresentClient, run: RunId, dimension: number | undefined): boolean {
  return (client.run === undefined || client.run === run) && (dimension === undefined || client.dimension === dimension);
}

function storedClient(entry: Entry): StoredClient {
  const { client, host, label, weight, dimension, settled } = entry;
  return { client, host, label, weight, dimension, lastSeenMs: entry.present?.link.lastSeenMs ?? entry.lastSeenMs, ...settled };
}

function viewOf(entry: Entry): ClientView {
  const { client, host, label, weight, present } = entry;
  const counters = [...entry.open.values()].reduce(addCounters, entry.settled);
  const task = [...entry.tasks.values()].at(-1);
  return {
    client,
    host,
    label,
    weight,
    state: present === null ? 'away' : task === undefined ? 'idle' : 'working',
    lastSeenMs: present?.link.lastSeenMs ?? entry.lastSeenMs,
    queries: Math.max(counters.queries, entry.reportedQueries),
    bytesUp: counters.bytesUp,
    bytesDown: counters.bytesDown,
    run: task?.run ?? null,
    round: task?.round ?? null,
  };
}
