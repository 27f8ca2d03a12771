/** The tables as Kysely sees them. Times are milliseconds since 1970-01-01 UTC; texts named `…_json` hold JSON. */
export interface Tables {
  readonly runs: RunsTable;
  readonly run_states: RunStatesTable;
  readonly contributions: ContributionsTable;
  readonly rounds: RoundsTable;
  readonly clients: ClientsTable;
  readonly ledgers: LedgersTable;
  readonly ledger_entries: LedgerEntriesTable;
  readonly ledger_bodies: LedgerBodiesTable;
}

interface RunsTable {
  /** Order of creation, from 1. */
  readonly sequence: number;
  readonly id: string;
  readonly status: string;
  readonly experiment_json: string;
  readonly plan_json: string | null;
  readonly summary_json: string;
}

interface RunStatesTable {
  readonly run: string;
  readonly state: Uint8Array;
}

interface ContributionsTable {
  readonly run: string;
  readonly round: number;
  readonly phase: number;
  readonly client: string;
  /** Null once the phase is closed. */
  readonly payload: Uint8Array | null;
}

interface RoundsTable {
  readonly run: string;
  readonly round: number;
  readonly queries: number;
  readonly value: number | null;
  readonly best: number | null;
  readonly bytes_up: number;
  readonly bytes_down: number;
  readonly seconds: number;
  readonly clients: number;
  /** Little-endian doubles. */
  readonly iterate: Uint8Array;
}

interface ClientsTable {
  readonly client: string;
  readonly host: string;
  readonly label: string;
  readonly weight: number;
  readonly dimension: number;
  readonly last_seen_ms: number;
  readonly queries: number;
  readonly bytes_up: number;
  readonly bytes_down: number;
}

interface LedgersTable {
  readonly data_set: string;
}

interface LedgerEntriesTable {
  readonly data_set: string;
  /** From 0, without a gap. */
  readonly sequence: number;
  readonly line: string;
}

interface LedgerBodiesTable {
  readonly data_set: string;
  readonly hash: string;
  readonly body: Uint8Array;
}
