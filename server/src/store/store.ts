import type { ClientId, RunId, RunPlan } from '@fedzoo/shared/federation/server';
import type { RoundRow, RunSummary } from '@fedzoo/shared/telemetry';
import type { LedgerTables } from './ledger-tables.js';

/** A run as it is kept: enough, with the engine state of its last phase, to go on after a restart. */
export interface StoredRun {
  readonly id: RunId;
  /** The experiment as it was submitted, validated before it came here; JSON values. */
  readonly experiment: unknown;
  /** Null until the run has started: its dimension and start come from the clients. */
  readonly plan: RunPlan | null;
  readonly summary: RunSummary;
}

/** A round's row and its iterate in [0,1]^d; writing a round again replaces it. */
export interface StoredRound {
  readonly row: RoundRow;
  readonly iterate: Float64Array;
}

/** The idempotency key of a contribution. */
interface ContributionKey {
  readonly run: RunId;
  readonly round: number;
  readonly phase: number;
  readonly client: ClientId;
}

export interface StoredContribution extends ContributionKey {
  /** The encoded contribution. */
  readonly payload: Uint8Array;
}

/** A contribution that came; without its payload where sums of others' data must not be written down. */
export interface ReceivedContribution extends ContributionKey {
  readonly payload: Uint8Array | null;
}

export interface StoredClient {
  readonly client: ClientId;
  readonly host: string;
  readonly label: string;
  readonly weight: number;
  readonly dimension: number;
  readonly lastSeenMs: number;
  readonly queries: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** What changes together when a run moves: all of it is written, or nothing. */
export interface Checkpoint {
  readonly run: StoredRun;
  /** The encoded engine state; left out before the run has started. */
  readonly state?: Uint8Array;
  readonly rounds?: readonly StoredRound[];
  readonly clients?: readonly StoredClient[];
  /**
   * The phase whose aggregate is in `state`: its payloads are dropped, its keys kept, so that a contribution sent twice is known as
   * such; keys from before the previous round go too.
   */
  readonly closed?: { readonly round: number; readonly phase: number };
}

/**
 * Where the coordinator keeps what must survive it. A resolved promise means that the change is on the disk. Whoever acts on a
 * change waits for that first.
 */
export interface Store {
  /** Adds a run. Rejects if there is one of that id. */
  createRun(run: StoredRun): Promise<void>;
  /** Writes a run that exists, and what goes with it, in one transaction. */
  checkpoint(checkpoint: Checkpoint): Promise<void>;
  run(id: RunId): Promise<StoredRun | undefined>;
  /** All runs, in the order they were created. */
  runs(): Promise<StoredRun[]>;
  /** The engine state last written for a run. */
  state(run: RunId): Promise<Uint8Array | undefined>;
  /** Adds contributions in one transaction; one whose key is there already is left as it was. */
  addContributions(contributions: readonly ReceivedContribution[]): Promise<void>;
  /** The contributions of a phase whose payload is still there, by client. */
  contributions(phase: { readonly run: RunId; readonly round: number; readonly phase: number }): Promise<StoredContribution[]>;
  hasContribution(key: ContributionKey): Promise<boolean>;
  /** Rows from round `from` on, in order, with iterates if asked for. */
  rounds(run: RunId, options?: { readonly from?: number; readonly iterates?: boolean }): Promise<RoundRow[]>;
  /** Adds clients or replaces what is known of them. */
  saveClients(clients: readonly StoredClient[]): Promise<void>;
  clients(): Promise<StoredClient[]>;
  readonly ledgers: LedgerTables;
  /** Waits for what is under way, then lets go of the disk. */
  close(): Promise<void>;
}
