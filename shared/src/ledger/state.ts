import type { LedgerContent, Opening, Reservation } from './content.js';
import { chargeOf, epsilonOf } from './cost.js';
import { BudgetSpentError } from './ledger-error.js';

/** A release that is not published yet. One that was only reserved when its process died is void: spent, and never made good. */
interface UnfinishedRelease {
  readonly reservation: Reservation;
  /** Hash of the sealed bytes; null before the seal. */
  readonly body: string | null;
}

export interface RunAccount {
  /** Hash of the plan that the clients were shown; null where the run declared none. */
  readonly plan: string | null;
  readonly reserved: number;
  readonly published: number;
  /** Σ 1/m² in units of 10⁻¹⁸. */
  readonly spent: bigint;
}

/** What the entries of a ledger add up to. */
export interface LedgerState {
  readonly opening: Opening;
  /** By the number of the reservation. */
  readonly unfinished: ReadonlyMap<number, UnfinishedRelease>;
  readonly runs: ReadonlyMap<string, RunAccount>;
  /** Σ 1/m² of all reservations, in units of 10⁻¹⁸. */
  readonly spent: bigint;
}

const NO_RUN: RunAccount = { plan: null, reserved: 0, published: 0, spent: 0n };

/** ε spent so far, at the δ of the budget. */
export function epsilonSpent({ spent, opening }: LedgerState): number {
  return epsilonOf(spent, opening.budget.delta);
}

/**
 * The state after one more entry; `null` before the first. Throws `Error` where the entry does not follow from what is there, and
 * `BudgetSpentError` where its charge is more than what is left. O(runs + unfinished releases).
 */
export function withEntry(state: LedgerState | null, content: LedgerContent): LedgerState {
  if (state === null) {
    if (content.kind !== 'open') throw new Error(`is "${content.kind}" where a ledger must begin with "open"`);
    return { opening: content, unfinished: new Map(), runs: new Map(), spent: 0n };
  }
  switch (content.kind) {
    case 'open':
      throw new Error('is "open" a second time; a data set has one ledger');
    case 'plan':
      return planned(state, content.run, content.plan);
    case 'reserve':
      return charged(state, content);
    case 'seal': {
      const release = unfinished(state, content.reservation);
      if (release.body !== null)
        throw new Error(`seals entry ${content.reservation} again; noise is drawn once, and a retry is a reservation of its own`);
      return { ...state, unfinished: new Map(state.unfinished).set(content.reservation, { ...release, body: content.body }) };
    }
    case 'publish': {
      const { reservation, body } = unfinished(state, content.reservation);
      if (body === null) throw new Error(`publishes entry ${content.reservation}, which was never sealed`);
      const left = new Map(state.unfinished);
      left.delete(content.reservation);
      const run = state.runs.get(reservation.run) ?? NO_RUN;
      return { ...state, unfinished: left, runs: new Map(state.runs).set(reservation.run, { ...run, published: run.published + 1 }) };
    }
  }
}

function planned(state: LedgerState, name: string, plan: string): LedgerState {
  const run = state.runs.get(name);
  if (run !== undefined) throw new Error(`is a plan for run ${name}, which has begun; a plan stands before the first release`);
  return { ...state, runs: new Map(state.runs).set(name, { ...NO_RUN, plan }) };
}

function charged(state: LedgerState, reservation: Reservation): LedgerState {
  const charge = chargeOf(reservation.release);
  const spent = state.spent + charge;
  checkBudget(state, spent);
  const run = state.runs.get(reservation.run) ?? NO_RUN;
  return {
    ...state,
    spent,
    unfinished: new Map(state.unfinished).set(reservation.sequence, { reservation, body: null }),
    runs: new Map(state.runs).set(reservation.run, { ...run, reserved: run.reserved + 1, spent: run.spent + charge }),
  };
}

function checkBudget(state: LedgerState, spent: bigint): void {
  const { budget, dataSet } = state.opening;
  const epsilon = epsilonOf(spent, budget.delta);
  if (epsilon <= budget.epsilon) return;
  throw new BudgetSpentError(
    `the budget of ${dataSet} is ε = ${budget.epsilon} at δ = ${budget.delta}, of which ${epsilonSpent(state).toPrecision(4)} is spent; this release ` +
      `would make it ${epsilon.toPrecision(4)}. Nothing more may be released about these data unless those they are about agree to a larger budget`,
  );
}

function unfinished(state: LedgerState, number: number): UnfinishedRelease {
  const release = state.unfinished.get(number);
  if (release === undefined)
    throw new Error(`is about entry ${number}, which is no reservation or is published; nothing is released twice`);
  return release;
}
