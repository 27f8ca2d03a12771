import { PUBLIC, type RandomStream } from '../numeric/random.js';
import { createStream } from '../numeric/random-stream.js';
import { sameElements } from '../numeric/same-elements.js';
import { weightedMean, weightedMeanValue, type WeightedContribution } from './aggregation.js';
import { judge, type Rejection } from './contribution-rules.js';
import { CLOSING_PHASE, type ClientId, type Contribution, type NamedTensors, type RunPlan, type Task, type Tensor } from './messages.js';
import { pendingReleaseOf, releasedAggregate, type PendingRelease } from './releases/pending-release.js';
import { privacyOf } from './releases/privacy-plan.js';
import { CLIP, clipTensor, type ReleaseTerms } from './releases/release-terms.js';
import { addOutcomes, NO_OUTCOMES, type Member, type RunState } from './run-state.js';
import { selectCohort, type Selection } from './selection.js';
import { broadcastDtype, type Aggregate, type PhaseSpan, type ServerHalf, type ServerState, type Successor } from './server-half.js';
import { positionTensor, vectorTensor } from './tensor.js';

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
  /** Another method took over with this phase. */
  readonly successor?: Successor;
}

export interface RoundEngine {
  init(start: Float64Array, members: readonly { readonly client: ClientId; readonly weight: number }[]): RunState;
  addMember(state: RunState, client: ClientId, weight: number): RunState;
  /** Opens the next phase; a round's first picks the cohort among the available members, later ones keep who contributed so far. */
  openPhase(state: RunState, available: ReadonlySet<ClientId> | 'all', deadlineMs: number): RunState;
  /**
   * Opens the closing phase instead of another round: the cohort that the next round would have had evaluates the last iterate, once a
   * client, and nothing else. It is `CLOSING_PHASE`; closed, it finishes the run. It is for runs whose last value
   * would stay unknown; the value is the one that the next round would have reported. Once a run, between two rounds or after the last.
   */
  openClosing(state: RunState, available: ReadonlySet<ClientId> | 'all', deadlineMs: number): RunState;
  /** Where in its round the phase is that is open, or the next: from 0, and of how many. The closing phase stands behind the last. */
  phaseOf(state: RunState): { readonly index: number; readonly count: number };
  /** Who took over from the method that began. */
  successor(state: RunState): Successor | undefined;
  /** Whether a round is closed, none is open, and the closing phase is not behind the run. */
  canOpenClosing(state: RunState): boolean;
  /** The tasks of the open phase, in order of client number: a function of the state, so they can be sent again. */
  tasks(state: RunState): Task[];
  /** Takes in contributions, each judged by itself; the verdicts come in the same order. Rejected ones change nothing but the count of queries. */
  accept(state: RunState, contributions: readonly Contribution[]): { readonly state: RunState; readonly verdicts: readonly Verdict[] };
  /** Cohort members whose contribution to the open phase is not there yet. */
  missing(state: RunState): ClientId[];
  /** Closes the open phase; in a private run with what was released for it, or, where there was no `pendingRelease`, with nothing. */
  closePhase(state: RunState, released?: Float64Array): { readonly state: RunState; readonly summary: PhaseSummary };
  /** In a private run: the terms of the release of the phase that is open, or of the next. */
  releaseTerms(state: RunState): ReleaseTerms | undefined;
  /** In a private run whose clip radius is adapted: that of the next release, also once there is none. */
  clipRadius(state: RunState): number | undefined;
  /**
   * In a private run: what the open phase would release now. Undefined where nobody has contributed, unless clients are sampled: an empty
   * cohort releases the noise of an empty sum, for silence would tell that it was empty.
   */
  pendingRelease(state: RunState): PendingRelease | undefined;
}

/**
 * The round engine: who is asked, what is asked, what counts, what follows. It knows phases and weighted means; what they mean is the
 * algorithm's. Each function is pure; sockets, clocks and disks belong to its drivers (a coordinator, a simulation).
 *
 * Cost of a phase: O(cohort × elements) for the mean, O(members) bookkeeping.
 */
export function createRoundEngine(config: EngineConfig): RoundEngine {
  const { plan, server, selection, measure } = config;
  const isSampled = plan.privacy?.samplingRate !== undefined;

  return {
    phaseOf(state) {
      const { first, end } = spanOf(state.server);
      return { index: isClosing(state) ? end - first : state.phase - first, count: end - first };
    },

    successor: (state) => server.successor?.(state.server),

    init(start, members) {
      const begun = server.init(start, plan);
      return {
        run: plan.run,
        status: 'ready',
        round: 1,
        phase: spanOf(begun).first,
        members: members.map(({ client, weight }) => ({ client, weight, counted: -1 })),
        cohort: [],
        contributions: [],
        deadlineMs: 0,
        server: begun,
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
      if (isSampled && isFirstPhase(state) && available === 'all')
        throw new Error('a sampled private run is opened for a cohort that secret coins have drawn');
      const cohort = isFirstPhase(state) ? chooseCohort(state, available, state.round) : state.cohort;
      return opened({ ...state, cohort, deadlineMs });
    },

    // The value of an iterate is none of the releases of a private run.
    canOpenClosing: (state) =>
      server.release === undefined && (state.status === 'finished' || (state.status === 'ready' && state.round > 1)) && isFirstPhase(state),

    openClosing(state, available, deadlineMs) {
      if (!this.canOpenClosing(state)) throw new Error(`the closing phase follows a round, once; the run is ${state.status}`);
      // Between two rounds the state names the next one.
      const round = state.status === 'finished' ? state.round : state.round - 1;
      return opened({ ...state, round, phase: CLOSING_PHASE, cohort: chooseCohort(state, available, round + 1), deadlineMs });
    },

    tasks: tasksOf,

    accept(state, contributions) {
      const members = [...state.members];
      const numbers = new Map(members.map((member, number) => [member.client, number]));
      const cohort = new Set(state.cohort);
      const accepted = [...state.contributions];
      const present = new Set(accepted.map(({ client }) => client));
      let totals = state.totals;
      const expected = isClosing(state) ? {} : server.expects(state.phase, plan);
      const terms = isClosing(state) ? undefined : termsOf(state);
      const verdicts = contributions.map((contribution): Verdict => {
        const number = numbers.get(contribution.client);
        const member = number === undefined ? undefined : members[number];
        const verdict = judge(contribution, {
          state,
          inCohort: number !== undefined && cohort.has(number),
          present,
          expected,
          topK: plan.topK,
          privacy: plan.privacy,
          terms,
        });
        if (number === undefined || member === undefined) return verdict;
        const ordinal = contribution.round * server.phases.length + contribution.phase;
        if ((verdict.kind === 'accepted' || verdict.kind === 'late') && ordinal > member.counted) {
          members[number] = { ...member, counted: ordinal, ...follows(state, contribution, verdict.kind) };
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

    releaseTerms: termsOf,

    clipRadius: ({ server: state, phase }) => server.release?.(state, phase).count?.radius,

    pendingRelease(state) {
      const terms = termsOf(state);
      const { entries } = sortOut(state);
      if (terms === undefined || (entries.length === 0 && !isSampled)) return undefined;
      return pendingReleaseOf(entries, terms, privacyOf(plan));
    },

    closePhase(state, released) {
      if (state.status !== 'collecting') throw new Error(`only an open phase can be closed; the run is ${state.status}`);
      const missing = this.missing(state);
      const { entries, numbers, failed } = sortOut(state);
      if (isClosing(state)) return closeRun(state, { entries, failed, missing });
      const isFirst = isFirstPhase(state);
      const isEmpty = entries.length === 0 && released === undefined;
      const updated = isEmpty ? state.server : server.update(state.server, state.phase, aggregateOf(entries, released));
      const value = entries.length === 0 ? undefined : weightedMeanValue(entries);
      const reported = value === undefined || isFirst ? state.reported : { iterate: state.server.iterate, value };
      const roundClosed = isEmpty || state.phase === spanOf(state.server).end - 1;
      const values: { round: number; value: number }[] = [];
      if (isFirst && value !== undefined) values.push({ round: state.round - 1, value });
      const change = roundClosed && value !== undefined ? server.change?.(updated) : undefined;
      if (value !== undefined && change !== undefined) values.push({ round: state.round, value: value + change });
      else if (roundClosed && reported !== null && sameElements(reported.iterate, updated.iterate))
        values.push({ round: state.round, value: reported.value });
      const finished = roundClosed && state.round >= plan.rounds;
      return {
        state: {
          ...state,
          status: finished ? 'finished' : 'ready',
          round: roundClosed && !finished ? state.round + 1 : state.round,
          phase: roundClosed ? spanOf(updated).first : state.phase + 1,
          members: membersAfter(state, missing),
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
          ...takenOver(state.server, updated),
        },
      };
    },
  };

  function termsOf(state: RunState): ReleaseTerms | undefined {
    return state.status === 'finished' ? undefined : server.release?.(state.server, state.phase);
  }

  function aggregateOf(entries: readonly WeightedContribution[], released: Float64Array | undefined): Aggregate {
    if (server.release === undefined) return weightedMean(entries);
    if (released === undefined) throw new Error('a phase of a private run is closed with what was released for it');
    return releasedAggregate(released, entries.length);
  }

  function spanOf(state: ServerState): PhaseSpan {
    return server.span?.(state) ?? { first: 0, end: server.phases.length };
  }

  function isFirstPhase(state: RunState): boolean {
    return state.phase === spanOf(state.server).first;
  }

  function takenOver(before: ServerState, after: ServerState): Pick<PhaseSummary, 'successor'> {
    const successor = server.successor?.(after);
    return successor === undefined || server.successor?.(before)?.method === successor.method ? {} : { successor };
  }

  /** What a contribution says of the iterate that its client has. One that failed before its first evaluation may have lost it. */
  function follows(state: RunState, { failure, queries, keeps }: Contribution, kind: 'accepted' | 'late'): Pick<Member, 'follows'> {
    if (server.replay === undefined) return {};
    if (server.replay.version === undefined) return { follows: keeps ?? NOTHING };
    if (failure !== undefined) return queries === 0 ? { follows: NOTHING } : {};
    return kind === 'accepted' ? { follows: server.replay.version(state.server) } : {};
  }

  /** The members once the phase is over. Whoever says what it has and did not answer may have gone on since: it has nothing for certain. */
  function membersAfter({ members }: RunState, missing: readonly ClientId[]): readonly Member[] {
    if (server.replay === undefined || server.replay.version !== undefined || missing.length === 0) return members;
    const silent = new Set(missing);
    return members.map((member) => (silent.has(member.client) ? { ...member, follows: NOTHING } : member));
  }

  function chooseCohort(state: RunState, available: ReadonlySet<ClientId> | 'all', round: number): number[] {
    const numbers = state.members.flatMap(({ client }, number) => (available === 'all' || available.has(client) ? [number] : []));
    return selectCohort(selection, numbers, { seed: plan.seed, round });
  }

  function opened(state: RunState): RunState {
    const collecting: RunState = { ...state, status: 'collecting', contributions: [] };
    const bytesDown = tasksOf(collecting).reduce((sum, task) => sum + measure.task(task), state.totals.bytesDown);
    return { ...collecting, totals: { ...state.totals, bytesDown } };
  }

  function tasksOf(state: RunState): Task[] {
    if (state.status !== 'collecting') return [];
    const iterate = server.replay === undefined ? positionTensor(state.server.iterate, plan.dtype) : undefined;
    const broadcast = isClosing(state) ? {} : server.broadcast(state.server, state.phase);
    const rounding = createStream({ seed: plan.seed, client: PUBLIC, round: state.round, purpose: 'rounding', phase: state.phase });
    const terms = termsOf(state);
    const tensors: NamedTensors = {
      ...Object.fromEntries(Object.entries(broadcast).map(([name, values]) => [name, broadcastTensor(name, values, rounding)])),
      ...(terms === undefined ? {} : { [CLIP]: clipTensor(terms) }),
    };
    const { run, round, phase, deadlineMs } = state;
    const sent = new Map<number, Sent>();
    let whole: Tensor | undefined;
    return state.cohort.map((clientNumber) => {
      const { client, follows } = memberAt(state, clientNumber);
      const own = iterate === undefined ? caughtUp(follows) : { iterate, tensors };
      return { run, round, phase, client, clientNumber, ...own, seeds: [], deadlineMs };
    });

    function broadcastTensor(name: string, values: Float64Array, draws: RandomStream): Tensor {
      return vectorTensor(values, broadcastDtype(server, name, plan), draws);
    }

    // Clients that have the same are sent the same: one message in memory, however many they are.
    function caughtUp(known: number = NOTHING): Sent {
      const made = sent.get(known) ?? send(known);
      sent.set(known, made);
      return made;
    }

    function send(known: number): Sent {
      const missed = server.replay?.catchUp(state.server, known === NOTHING ? undefined : known, state.phase) ?? {};
      const { iterate: dtype, tensors: own, ...rest } = missed;
      const told = new Set(rest.difference?.vectors.map(({ name }) => name));
      const others = told.size === 0 ? tensors : Object.fromEntries(Object.entries(tensors).filter(([name]) => !told.has(name)));
      return {
        iterate: dtype === undefined ? NO_ITERATE : (whole ??= vectorTensor(state.server.iterate, dtype)),
        tensors: { ...others, ...own },
        ...rest,
      };
    }
  }
}

/** What of a task follows from what its client has. */
type Sent = Pick<Task, 'iterate' | 'tensors' | 'version' | 'difference'>;
/** A version that no iterate has: the client has none for certain. */
const NOTHING = -1;
const NO_ITERATE: Tensor = { dtype: 'f64', shape: [0], values: new Float64Array(0) };

function isClosing({ phase }: RunState): boolean {
  return phase === CLOSING_PHASE;
}

function memberAt(state: RunState, number: number): RunState['members'][number] {
  const member = state.members[number];
  if (member === undefined) throw new Error(`the run has no member ${number}`);
  return member;
}

/** The end of the closing phase: nothing about the run changes but what is known of its last iterate. */
function closeRun(
  state: RunState,
  { entries, failed, missing }: { readonly entries: WeightedContribution[] } & Pick<PhaseSummary, 'failed' | 'missing'>,
): { readonly state: RunState; readonly summary: PhaseSummary } {
  const { round, phase } = state;
  const value = entries.length === 0 ? undefined : weightedMeanValue(entries);
  return {
    state: { ...state, status: 'finished', contributions: [], deadlineMs: 0 },
    summary: {
      round,
      phase,
      contributed: entries.map(({ contribution }) => contribution.client),
      failed,
      missing,
      values: value === undefined ? [] : [{ round, value }],
      roundClosed: false,
    },
  };
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
