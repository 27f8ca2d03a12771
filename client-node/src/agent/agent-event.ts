import type { PrivacyPlan } from '@fedzoo/shared/federation/client';

/** How one client stands. */
export interface ClientProgress {
  readonly client: string;
  /** `away`: not joined, because there is no connection; `paused`: it has work, but no evaluation begins until `resume`. */
  readonly state: 'away' | 'idle' | 'working' | 'paused' | 'refused' | 'left';
  /** The run, round (from 1) and phase (from 0) it last worked on. */
  readonly run: string | null;
  readonly round: number | null;
  readonly phase: number | null;
  /** fᵢ at the last broadcast iterate, where the method evaluates it. */
  readonly value: number | null;
  /** The least of those values in this run, since the agent started. */
  readonly best: number | null;
  /** Evaluations ever begun, over all runs, and the most there may be. */
  readonly queries: number;
  readonly budget: number | null;
  /** Encoded sizes of the run's contributions and tasks since the agent started; resends do not count. */
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** What became known of the data of a client, over all runs about a data set, by the client's own ledger. */
export interface ReleasedAbout {
  readonly dataSet: string;
  /** Who is protected: each record, or the client. */
  readonly unit: 'record' | 'client';
  /** ε so far, never below the truth. */
  readonly epsilon: number;
  /** The most that it may become. */
  readonly budget: number;
  readonly delta: number;
  readonly releases: number;
}

/** What an agent tells while it works; plain values, so that they can be printed as JSON or sent to another process. */
export type AgentEvent =
  /** How the connection stands; `retryMs`: when it is tried again. */
  | { readonly kind: 'connection'; readonly state: 'connected'; readonly coordinator: string }
  | { readonly kind: 'connection'; readonly state: 'lost'; readonly reason: string; readonly retryMs: number }
  | { readonly kind: 'connection'; readonly state: 'refused'; readonly code: string; readonly reason: string }
  | { readonly kind: 'connection'; readonly state: 'closed' }
  /** The coordinator knows the client now, or will not have it. */
  | { readonly kind: 'joined'; readonly client: string }
  | { readonly kind: 'refused'; readonly client: string; readonly code: string; readonly reason: string }
  /** A client takes part in a run. */
  | {
      readonly kind: 'plan';
      readonly client: string;
      readonly run: string;
      readonly name: string;
      readonly algorithm: string;
      readonly rounds: number;
      readonly dimension: number;
      /** What the run promises to those whose data it is about; null: nothing, it is not private. */
      readonly privacy: PrivacyPlan | null;
    }
  /** A release about a client's data was charged to the client's own ledger. */
  | ({ readonly kind: 'released'; readonly client: string } & ReleasedAbout)
  /** A client's state or counters changed. */
  | ({ readonly kind: 'progress' } & ClientProgress)
  /** A client has answered a task; `failure` says why it had nothing to give. */
  | ({ readonly kind: 'value'; readonly failure: string | null } & ClientProgress)
  /** How a run stands, from the coordinator. */
  | {
      readonly kind: 'run';
      readonly run: string;
      readonly status: string;
      readonly round: number;
      readonly phase: number;
      readonly value: number | null;
      readonly queries: number;
    };
