import { weightedMean, weightedMeanValue, type WeightedContribution } from './aggregation.js';
import { judge, type Rejection } from './contribution-rules.js';
import type { ClientId, Contribution, RunPlan, Task } from './messages.js';
import { addOutcomes, NO_OUTCOMES, type RunState } from './run-state.js';
import { selectCohort, type Selection } from './selection.js';
import type { ServerHalf } from './server-half.js';
import { vectorTensor } from './tensor.js';

export interface EngineConfig {
  readonly plan: RunPlan;
  readonly server: ServerHalf;
  readonly selection: Selection;
  /** Encoded sizes in bytes, the same however messages travel. */
  readonly measure: Measure;
}

export interface Measure {
  task(task: Task): number;
  contribution(contribution: Contribution): number;
}

export type Verdict = { readonly kind: 'accepted' | 'duplicate' } | Rejection;

/** What closing a phase brought to light; who is not named contributed. */
export interface PhaseSummary {
  readonly round: number;
  readonly phase: number;
  readonly contributed: readonly ClientId[];
  readonly failed: readonly { readonly client: ClientId; readonly reason: string }[];
  /** Asked, but did not answer before the phase closed. */
  readonly missing: readonly ClientId[];
  /** Weighted means of the values clients reported for xᵣ, now settled, with r. */
  readonly values: readonly { readonly round: number; readonly value: number }[];
  /** This was the last phase of its round: the state's iterate is x_round. */
  readonly roundClosed: boolean;
}

export interface RoundEngine {
  init(start: Float64Array, members: readonly { readonly client: ClientId; readonly weight: number }[]): RunState;
  addMember(state: RunState, client: ClientId, weight: number): RunState;
  /** Opens the next phase; a round's first picks the cohort among the available members, later ones keep who contributed so far. */
  openPhase(state: RunState, available: ReadonlySet<ClientId> | 'all', deadlineMs: number): RunState;
  /** The tasks of the open phase, in order of client number: a function of the state, so they can be sent again. */
  tasks(state: RunState): Task[];
  /** Takes in contributions, each judged by itself; the verdicts come in the same order. Rejected ones change nothing but the count of queries. */
  accept(state: RunState, contributions: readonly Contribution[]): { readonly state: RunState; readonly verdicts: readonly Verdict[] };
  /** Cohort members whose contribution to the open phase is not there yet. */
  missing(state: RunState): ClientId[];
  closePhase(state: RunState): { readonly state: RunState; readonly summary: PhaseSummary };
}

/**
 * The round engine: who is asked, what is asked, what counts, what follows. It knows phases and weighted means; what they mean is the
 * algorithm's. Each function is pure; sockets, clocks and disks belong to its drivers (a coordinator, a simulation).
 *
 * Cost of a phase: O(cohort × elements) for the mean, O(members) bookkeeping.
 */
export function createRoundEngine(config: EngineConfig): RoundEngine {
  const { plan, server, selection, measure } = config;

  return {
    init(start, members) {
      return {
        run: plan.run,
        status: 'ready',
        round: 1,
        phase: 0,
        members: members.map(({ client, weight }) => ({ client, weight, counted: -1 })),
        cohort: [],
        contributions: [],
        deadlineMs: 0,
        server: server.init(start, plan),
        reported: null,
        totals: { queries: 0, outcomes: NO_OUTCOMES, bytesUp: 0, bytesDown: 0 },
      };
    },

    addMember(state, client, weight) {
      if (state.members.some((member) => member.client === client)) return state;
      return { ...state, members: [...state.members, { client, weight, counted: -1 }] };
    },

    openPhase(state, available, deadlineMs) {
      if (state.status !== 'ready') throw new Error(`a phase can be opened only when none is open; the run is ${state.status}`);
      const cohort = state.phase === 0 ? chooseCohort(state, available) : state.cohort;
      const opened: RunState = { ...state, status: 'collecting', cohort, contributions: [], deadlineMs };
      const bytesDown = this.tasks(opened).reduce((sum, task) => sum + measure.task(task), state.totals.bytesDown);
      return { ...opened, totals: { ...state.totals, bytesDown } };
    },

    tasks(state) {
      if (state.status !== 'collecting') return [];
      const iterate = vectorTensor(state.server.iterate, plan.dtype);
      const tensors = Object.fromEntries(
        Object.entries(server.broadcast(state.server, state.phase)).map(([name, values]) => [name, vectorTensor(values, plan.dtype)]),
      );
      const { run, round, phase, deadlineMs } = state;
      return state.cohort.map((clientNumber) => {
        const client = memberAt(state, clientNumber).client;
        return { run, round, phase, client, clientNumber, iterate, tensors, seeds: [], deadlineMs };
      });
    },

    accept(state, contributions) {
      const members = [...state.members];
      const numbers = new Map(members.map((member, number) => [member.client, number]));
      const cohort = new Set(state.cohort);
      const accepted = [...state.contributions];
      const present = new Set(accepted.map(({ client }) => client));
      let totals = state.totals;
      const expected = server.expects(state.phase, plan);
      const verdicts = contributions.map((contribution): Verdict => {
        const number = numbers.get(contribution.client);
        const member = number === undefined ? undefined : members[number];
        const verdict = judge(contribution, { state, inCohort: number !== undefined && cohort.has(number), present, expected });
        if (number === undefined || member === undefined) return verdict;
        const ordinal = contribution.round * server.phases.length + contribution.phase;
        if ((verdict.kind === 'accepted' || verdict.kind === 'late') && ordinal > member.counted) {
          members[number] = { ...member, counted: ordinal };
          totals = {
            ...totals,
            queries: totals.queries + contribution.queries,
            outcomes: addOutcomes(totals.outcomes, contribution.outcomes),
          };
        }
        if (verdict.kind === 'accepted') {
          accepted.push(contribution);
          present.add(contribution.client);
          totals = { ...totals, bytesUp: totals.bytesUp + measure.contribution(contribution) };
        }
        return verdict;
      });
      return { state: { ...state, members, contributions: accepted, totals }, verdicts };
    },

    missing(state) {
      if (state.status !== 'collecting') return [];
      const present = new Set(state.contributions.map(({ client }) => client));
      return state.cohort.map((number) => memberAt(state, number).client).filter((client) => !present.has(client));
    },

    closePhase(state) {
      if (state.status !== 'collecting') throw new Error(`only an open phase can be closed; the run is ${state.status}`);
      const missing = this.missing(state);
      const { entries, numbers, failed } = sortOut(state);
      const updated = entries.length === 0 ? state.server : server.update(state.server, state.phase, weightedMean(entries));
      const value = entries.length === 0 ? undefined : weightedMeanValue(entries);
      const reported = value === undefined || state.phase === 0 ? state.reported : { iterate: state.server.iterate, value };
      const roundClosed = entries.length === 0 || state.phase === server.phases.length - 1;
      const values: { round: number; value: number }[] = [];
      if (state.phase === 0 && value !== undefined) values.push({ round: state.round - 1, value });
      if (roundClosed && reported !== null && sameElements(reported.iterate, updated.iterate))
        values.push({ round: state.round, value: reported.value });
      const finished = roundClosed && state.round >= plan.rounds;
      return {
        state: {
          ...state,
          status: finished ? 'finished' : 'ready',
          round: roundClosed && !finished ? state.round + 1 : state.round,
          phase: roundClosed ? 0 : state.phase + 1,
          cohort: numbers,
          contributions: [],
          deadlineMs: 0,
          server: updated,
          reported: roundClosed ? null : reported,
        },
        summary: {
          round: state.round,
          phase: state.phase,
          contributed: entries.map(({ contribution }) => contribution.client),
          failed,
          missing,
          values,
          roundClosed,
        },
      };
    },
  };

  function chooseCohort(state: RunState, available: ReadonlySet<ClientId> | 'all'): number[] {
    const numbers = state.members.flatMap(({ client }, number) => (available === 'all' || available.has(client) ? [number] : []));
    return selectCohort(selection, numbers, { seed: plan.seed, round: state.round });
  }
}

function memberAt(state: RunState, number: number): RunState['members'][number] {
  const member = state.members[number];
  if (member === undefined) throw new Error(`the run has no member ${number}`);
  return member;
}

/** The contributions that count, in order of client number so that the order of arrival cannot change a sum, and those that failed. */
function sortOut(state: RunState): { entries: WeightedContribution[]; numbers: number[]; failed: PhaseSummary['failed'] } {
  const byClient = new Map(state.contributions.map((contribution) => [contribution.client, contribution]));
  const entries: WeightedContribution[] = [];
  const numbers: number[] = [];
  const failed: { client: ClientId; reason: string }[] = [];
  for (const number of state.cohort) {
    const { client, weight } = memberAt(state, number);
    const contribution = byClient.get(client);
    if (contribution === undefined) continue;
    if (contribution.failure !== undefined) {
      failed.push({ client, reason: contribution.failure });
      continue;
    }
    entries.push({ contribution, weight });
    numbers.push(number);
  }
  return { entries, numbers, failed };
}

function sameElements(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((element, j) => Object.is(element, b[j]));
}
