import type { RoundRow } from '@fedzoo/shared/telemetry';

/** What a simulation tells while it goes on; the terminal, a pipe and a test each listen in their own way. */
export interface SimulationEvents {
  /** A round is closed (round 0: the start is known). */
  round(row: RoundRow): void;
  /** A phase is closed and, with --out, written down: a round trip. */
  phase(position: { readonly round: number; readonly phase: number }): void;
  /** Something a person should know: a client that failed, a row without a value. */
  notice(text: string): void;
}
