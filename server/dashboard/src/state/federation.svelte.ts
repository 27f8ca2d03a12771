import type { ClientView, RoundRow, RunSummary } from '@fedzoo/shared/telemetry';
import { RefusedError, type CoordinatorApi } from '../api/coordinator-api.js';
import { openEventFeed } from '../api/event-feed.js';
import { mergeRounds } from './rounds.js';

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `sinceMs`: what the page shows is from then. */
  | { readonly kind: 'lost'; readonly sinceMs: number };

/** All the page knows of the coordinator, kept live by its event stream. */
export interface Federation {
  readonly connection: Connection;
  /** False until the first answer, so that "no runs" is not said too early. */
  readonly known: boolean;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  readonly clients: readonly ClientView[];
  run(id: string): RunSummary | undefined;
  /** In order of rounds; empty until `follow` has fetched them. */
  rounds(run: string): readonly RoundRow[];
  /** Keeps the rounds of a run complete from now on, across lost connections too. */
  follow(run: string): void;
  /** Takes in what an action was answered with, without waiting for the stream to tell it. */
  admit(run: RunSummary): void;
  retry(): void;
  close(): void;
}

export interface FederationEvents {
  /** The coordinator does not accept the token (any more). */
  readonly tokenRefused: () => void;
}

export function createFederation(api: CoordinatorApi, events: FederationEvents): Federation {
  // Plain maps behind one counter: a fast run sends hundreds of events a second, and they are drawn once a frame.
  const runs = new Map<string, RunSummary>();
  const rounds = new Map<string, readonly RoundRow[]>();
  const followed = new Set<string>();
  let clients: readonly ClientView[] = [];
  let version = $state(0);
  let connection = $state.raw<Connection>({ kind: 'connecting' });
  let known = $state(false);
  let frame: number | null = null;

  function changed(): void {
    frame ??= requestAnimationFrame(() => {
      frame = null;
      version += 1;
    });
  }

  async function fetchAll(): Promise<void> {
    for (const run of await api.listRuns()) runs.set(run.id, run);
    known = true;
    changed();
    for (const run of followed) await fetchRounds(run);
  }

  /** An event stream does not say why it was refused, an answer does. Any other failure is the stream's to find out and heal. */
  function noticeRefusal(error: unknown): void {
    if (!(error instanceof RefusedError) || (error.status !== 401 && error.status !== 403)) return;
    close();
    events.tokenRefused();
  }

  async function fetchRounds(run: string): Promise<void> {
    const have = rounds.get(run) ?? [];
    // The value of the last row may have come in since: some methods evaluate an iterate one round later.
    const from = Math.max(0, (have.at(-1)?.round ?? 0) - 1);
    const rows = await api.listRounds(run, from);
    rounds.set(run, mergeRounds(rounds.get(run) ?? [], rows));
    changed();
  }

  const feed = openEventFeed(api.eventsUrl, {
    opened: () => {
      connection = { kind: 'live' };
      fetchAll().catch(noticeRefusal);
    },
    lost: () => {
      if (connection.kind !== 'lost') connection = { kind: 'lost', sinceMs: Date.now() };
      api.listRuns().catch(noticeRefusal);
    },
    run: (run) => {
      runs.set(run.id, run);
      changed();
    },
    round: ({ run, row }) => {
      if (!followed.has(run)) return;
      rounds.set(run, mergeRounds(rounds.get(run) ?? [], [row]));
      changed();
    },
    clients: (views) => {
      clients = views;
      changed();
    },
  });

  function close(): void {
    feed.close();
    if (frame !== null) cancelAnimationFrame(frame);
  }

  return {
    get connection() {
      return connection;
    },
    get known() {
      return known;
    },
    get runs() {
      void version;
      return [...runs.values()].sort((a, b) => b.createdAtMs - a.createdAtMs);
    },
    get clients() {
      void version;
      return clients;
    },
    run(id) {
      void version;
      return runs.get(id);
    },
    rounds(run) {
      void version;
      return rounds.get(run) ?? [];
    },
    follow(run) {
      if (followed.has(run)) return;
      followed.add(run);
      // When it cannot be had now, the next `opened` fetches it.
      fetchRounds(run).catch(() => undefined);
    },
    admit(run) {
      runs.set(run.id, run);
      changed();
    },
    retry: () => feed.retry(),
    close,
  };
}
