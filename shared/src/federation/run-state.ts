import type { ClientId, Contribution, OutcomeCounts, RunId } from './messages.js';
import type { ServerState } from './server-half.js';

/** A client that takes part in a run; its index in the list of members is its number, which names its random streams. */
export interface Member {
  readonly client: ClientId;
  /** wᵢ > 0; weights need not sum to one. */
  readonly weight: number;
  /** Ordinal (round · phases + phase) of the last contribution whose queries were counted, late ones included; −1 at first. */
  readonly counted: number;
  /** Version of the iterate that the member has for certain, where the method's clients rebuild it (`ServerHalf.replay`). */
  readonly follows?: number;
}

export interface RunTotals {
  /** Evaluations that clients spent for the run, those behind late and failed contributions included. */
  readonly queries: number;
  readonly outcomes: OutcomeCounts;
  /** Encoded bytes of contributions that took part, and of tasks. */
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/**
 * Everything a run is, between two events: plain values that `encodeState` can write. Written out after any event and read back, a run
 * goes on to the same bits.
 */
export interface RunState {
  readonly run: RunId;
  /** ready: no phase is open; collecting: one is; finished: the last round, or the closing phase, is closed. */
  readonly status: 'ready' | 'collecting' | 'finished';
  /** The round in progress or next to begin, from 1; once finished, the last one. */
  readonly round: number;
  /** Index into the phases of a round; `CLOSING_PHASE` during and after that. */
  readonly phase: number;
  readonly members: readonly Member[];
  /** Member numbers of the round's cohort that are still in it, increasing. */
  readonly cohort: readonly number[];
  readonly contributions: readonly Contribution[];
  readonly deadlineMs: number;
  readonly server: ServerState;
  /** A value reported in this round for an iterate which a later phase may still replace. */
  readonly reported: { readonly iterate: Float64Array; readonly value: number } | null;
  readonly totals: RunTotals;
}

export const NO_OUTCOMES: OutcomeCounts = { value: 0, infeasible: 0, failed: 0, timedOut: 0 };

/** The sum of two outcome counts, kind by kind. */
export function addOutcomes(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  return {
    value: a.value + b.value,
    infeasible: a.infeasible + b.infeasible,
    failed: a.failed + b.failed,
    timedOut: a.timedOut + b.timedOut,
  };
}
