import { FedZooError } from '@fedzoo/shared/errors';
import {
  decodeState,
  encodeState,
  type ClientId,
  type Contribution,
  type RunId,
  type RunPlan,
  type RunReleases,
  type RunState,
  type Serialisable,
} from '@fedzoo/shared/federation/server';
import { BudgetSpentError } from '@fedzoo/shared/ledger';
import { algorithmName, type RunSummary, type StopReason } from '@fedzoo/shared/telemetry';
import type { Checkpoint, StoredRun } from '../store/store.js';
import { createAlarm } from './alarm.js';
import { closesAtMs, quorumReached, type PhaseTimes } from './closing.js';
import { isConfidential, receivedFrom, recognised } from './received-contributions.js';
import { begin, closePhase, courseOf, endWithoutValue, openPhase, type Course, type Position } from './run-moves.js';
import { notifyHosts } from './run-notice.js';
import type { ContributionVerdict, RunPorts } from './run-ports.js';
import { isOpen, progressOf, type RunProgress } from './run-progress.js';
import { planOf, type RunRequest } from './run-request.js';
import { findStart } from './run-start.js';
import { summarise } from './run-summary.js';
import { createSerial } from './serial.js';
import { createStopwatch } from './stopwatch.js';
import { createTaskDesk } from './task-desk.js';

/** Drives the engine of one run through its rounds: opens, hands out, collects, writes down, closes. */
export interface RunClock {
  readonly id: RunId;
  summary(): RunSummary;
  /** Null until the run has started. */
  plan(): RunPlan | null;
  /** The iterate of the last complete round; null before the start. */
  iterate(): Float64Array | null;
  members(): ReadonlySet<ClientId>;
  /** Reads what the store has of the run and goes on from there. Called once, first. */
  resume(): Promise<void>;
  contribute(contribution: Contribution): Promise<ContributionVerdict>;
  /** Ends the run; one that has ended stays as it is. */
  stop(reason: StopReason): Promise<RunSummary>;
  /** Lets a paused run go on for one round. */
  advance(): Promise<RunSummary>;
  poolChanged(joined: readonly ClientId[]): void;
  /** Stops moving, with everything written; another process can go on from there. */
  close(): Promise<void>;
}

export function createRunClock(stored: StoredRun, request: RunRequest, ports: RunPorts): RunClock {
  const { id, experiment } = stored;
  const { store, pool, codec, observer, limits, now, log } = ports;
  const serial = createSerial();
  const alarm = createAlarm(now, () => void perform(settle));
  const stopwatch = createStopwatch(stored.summary.seconds, () => performance.now());
  const desk = createTaskDesk(id, ports);
  const inbox: { readonly contribution: Contribution; readonly resolve: (verdict: ContributionVerdict) => void }[] = [];

  let progress = progressOf(stored, null);
  let course: Course | null = null;
  let releases: RunReleases | undefined;
  let position: Position | null = null;
  let times: PhaseTimes = { quorumAtMs: null, graceUntilMs: 0 };
  let openedAt = 0;
  let closing = false;

  /** One thing after another; whatever goes wrong ends this run, and no other. */
  function perform(job: () => Promise<void>): Promise<void> {
    return serial.run(async () => {
      if (closing) return;
      try {
        await job();
      } catch (error) {
        await fail(error);
      }
    });
  }

  async function settle(): Promise<void> {
    while (!closing && (await move())) {
      // Every move is one change, written down before the next.
    }
    alarm.set(closing || !isOpen(progress) ? Infinity : closingTimeMs());
    observer.runChanged(id, 'soon');
  }

  /** One step ahead, if there is one to take now. */
  async function move(): Promise<boolean> {
    if (!isOpen(progress)) return false;
    if (course === null || position === null) return start();
    if (position.state.status === 'collecting') return closingTimeMs() <= now() && close(course, position);
    return progress.status !== 'paused' && open(course, position);
  }

  async function start(): Promise<boolean> {
    const found = findStart(pool.present(id, request.dimension), request);
    if (found === undefined) return false;
    const nameBytes = Math.max(...found.members.map(({ client }) => client.length));
    const size = { dimension: found.dimension, members: found.members.length, nameBytes };
    course = courseOf(planOf(request, id, size), request, ports);
    releases = await ports.releasesOf(course.plan);
    const begun = begin(request, found, { progress, course, nowMs: now() });
    await write(begun.position, { rounds: begun.rounds });
    observer.began(id, course.frameBytes);
    const { algorithm, encoding } = course.plan;
    log.info(
      {
        run: id,
        clients: found.members.length,
        dimension: found.dimension,
        algorithm: algorithmName(algorithm),
        because: algorithm['because'],
        encoding,
      },
      'run started',
    );
    for (const { row } of begun.rounds) observer.roundChanged(id, row);
    announce();
    return true;
  }

  async function open(on: Course, from: Position): Promise<boolean> {
    const deadlineMs = request.deadlineMs === undefined ? 0 : now() + request.deadlineMs;
    const opened = openPhase(from, pool.present(id, on.plan.dimension), { request, course: on, deadlineMs, cohort: releases?.cohort });
    if (opened === undefined) {
      const over = endWithoutValue(from, request, { course: on, nowMs: now() });
      if (over !== undefined) {
        await write(over);
        announce();
        return true;
      }
      if (progress.status !== 'waiting') await write({ ...from, progress: { ...progress, status: 'waiting' } });
      return false;
    }
    try {
      const terms = on.engine.releaseTerms(from.state);
      if (terms !== undefined) await releases?.desk.authorise(from.state, terms);
    } catch (error) {
      return await endByBudget(error);
    }
    await write(opened);
    times = { quorumAtMs: null, graceUntilMs: 0 };
    openedAt = performance.now();
    desk.open(on.plan, on.engine.tasks(opened.state));
    announce();
    return true;
  }

  async function close(on: Course, from: Position): Promise<boolean> {
    let released: Float64Array | undefined;
    try {
      const pending = on.engine.pendingRelease(from.state);
      if (pending !== undefined) released = await releases?.desk.release(from.state, pending);
    } catch (error) {
      return await endByBudget(error);
    }
    const given = { course: on, released, seconds: stopwatch.seconds(), nowMs: now() };
    const { position: closed, rounds, summary } = closePhase(from, request, given);
    const { round, phase, failed, missing, roundClosed } = summary;
    desk.clear();
    // First: a process that dies in between closes the phase again with the same bytes. The other way round the entry would be missing for good.
    if (released !== undefined) await releases?.desk.published({ run: id, round, phase });
    await write(closed, { rounds, closed: { round, phase }, clients: pool.settle(id) });
    if (!isOpen(progress)) await releases?.close();
    if (failed.length > 0 || missing.length > 0) log.info({ run: id, round, phase, failed, missing }, 'phase closed without some clients');
    if (summary.successor !== undefined) log.info({ run: id, round, ...summary.successor }, 'another method takes over');
    observer.phaseClosed({ seconds: (performance.now() - openedAt) / 1000, roundClosed });
    for (const { row } of rounds) observer.roundChanged(id, row);
    announce();
    return true;
  }

  /** A budget that is spent is the end of a run, not a failure. */
  async function endByBudget(error: unknown): Promise<true> {
    if (!(error instanceof BudgetSpentError)) throw error;
    log.info({ run: id, reason: error.message }, 'run ended by its privacy budget');
    await end({ status: 'stopped', stopped: 'privacy', failure: error.message });
    announce();
    return true;
  }

  async function takeIn(): Promise<void> {
    const batch = inbox.splice(0);
    let verdicts: readonly ContributionVerdict[] = [];
    try {
      verdicts = await judge(batch.map(({ contribution }) => contribution));
    } catch (error) {
      await fail(error);
    }
    batch.forEach(({ contribution, resolve }, index) => {
      const verdict = verdicts[index] ?? over();
      observer.contributionJudged(verdict.kind, contribution);
      resolve(verdict);
    });
    await settle();
  }

  /** Judges contributions and writes down what counts, before anybody is told. */
  async function judge(contributions: readonly Contribution[]): Promise<readonly ContributionVerdict[]> {
    if (closing)
      return contributions.map(() => ({ kind: 'unavailable', field: '', text: 'the coordinator is stopping; send it again later' }));
    if (course === null || position === null || !isOpen(progress)) return contributions.map(over);
    const before = position;
    const { plan } = course;
    const { state, verdicts } = course.engine.accept(before.state, contributions);
    const accepted = contributions.filter((_, index) => verdicts[index]?.kind === 'accepted');
    await store.addContributions(accepted.map((contribution) => receivedFrom(contribution, plan, codec)));
    position = { ...before, state };
    // What a late contribution spent is counted in the state, and nowhere else.
    const isLate = verdicts.some(({ kind }) => kind === 'late');
    if (isLate && !isConfidential(plan) && state.totals.queries !== before.state.totals.queries) await write(position);
    for (const contribution of accepted) desk.received(contribution);
    noteQuorum();
    return Promise.all(contributions.map((contribution, index) => recognised(verdicts[index]!, contribution, store)));
  }

  function over(): ContributionVerdict {
    return { kind: 'run-over', field: 'run', text: `${id} has ended` };
  }

  function noteQuorum(): void {
    if (position !== null && times.quorumAtMs === null && quorumReached(position.state, request)) times = { ...times, quorumAtMs: now() };
  }

  function closingTimeMs(): number {
    if (position === null || course === null || position.state.status !== 'collecting') return Infinity;
    const awaited = course.engine.missing(position.state).filter((client) => !pool.hasLeft(client)).length;
    return closesAtMs(position.state, awaited, { ...times, quorumGraceMs: limits.quorumGraceMs });
  }

  /** Writes a new position down; it is the run's from then on. */
  async function write(next: Position, change: Omit<Checkpoint, 'run' | 'state'> = {}): Promise<void> {
    keepTime(next.progress);
    const summary = summaryAt(next.progress, next);
    const run: StoredRun = { id, experiment, plan: course?.plan ?? null, summary };
    await store.checkpoint({ run, state: encodeState(next.state as unknown as Serialisable), ...change });
    position = next;
    progress = next.progress;
  }

  function keepTime(at: RunProgress): void {
    if (isOpen(at) && at.status !== 'paused' && at.startedAtMs !== null) stopwatch.start();
    else stopwatch.stop();
  }

  async function end(change: Pick<RunProgress, 'status' | 'stopped' | 'failure'>): Promise<void> {
    progress = { ...progress, ...change, finishedAtMs: now() };
    keepTime(progress);
    alarm.clear();
    desk.clear();
    const open = position?.state;
    const run: StoredRun = { id, experiment, plan: course?.plan ?? null, summary: summaryAt(progress, position) };
    await store.checkpoint({
      run,
      clients: pool.settle(id),
      ...(open === undefined ? {} : { closed: { round: open.round, phase: open.phase } }),
    });
    await releases?.close();
  }

  async function fail(error: unknown): Promise<void> {
    log.error({ run: id, error }, 'run failed');
    if (!isOpen(progress)) return;
    const failure = error instanceof Error ? error.message : String(error);
    try {
      await end({ status: 'failed', stopped: null, failure });
    } catch (cause) {
      log.error({ run: id, error: cause }, 'the failure of the run could not be written down');
    }
    announce();
  }

  /** Tells everybody how the run stands. */
  function announce(): void {
    observer.runChanged(id, 'now');
    if (position !== null && course !== null)
      notifyHosts(pool, summary(), {
        state: position.state,
        missing: course.engine.missing(position.state),
        cohortIsSecret: releases?.cohort !== undefined,
      });
    if (!isOpen(progress)) observer.ended(id);
  }

  function summary(): RunSummary {
    return summaryAt(progress, position);
  }

  function summaryAt(at: RunProgress, where: Position | null): RunSummary {
    const seconds = stopwatch.seconds();
    return summarise({
      id,
      request,
      pool,
      course,
      releases,
      progress: at,
      state: where?.state ?? null,
      seconds,
      closesAtMs: closingTimeMs(),
      quorumReached: times.quorumAtMs !== null,
    });
  }

  /** The state as it was written, with the contributions that came after. */
  async function recover(plan: RunPlan): Promise<void> {
    course = courseOf(plan, request, ports);
    releases = await ports.releasesOf(plan);
    observer.began(id, course.frameBytes);
    const bytes = await store.state(id);
    const row = (await store.rounds(id, { from: stored.summary.round, iterates: true })).at(-1);
    if (bytes === undefined || row?.iterate === undefined)
      throw new FedZooError('store-damaged', `the store has no ${bytes === undefined ? 'state' : 'rounds'} of ${id}`);
    const { iterate, ...rest } = row;
    progress = progressOf(stored, rest);
    let state = decodeState(bytes) as unknown as RunState;
    position = { state, progress, iterate: Float64Array.from(iterate) };
    keepTime(progress);
    if (state.status !== 'collecting') return;
    times = { quorumAtMs: null, graceUntilMs: now() + limits.resumeGraceMs };
    openedAt = performance.now();
    desk.open(plan, course.engine.tasks(state));
    const contributions = (await store.contributions(state)).map(({ payload }) => codec.decode(payload));
    state = course.engine.accept(state, contributions).state;
    position = { ...position, state };
    for (const contribution of contributions) desk.received(contribution);
    noteQuorum();
    log.info({ run: id, round: state.round, phase: state.phase, contributions: contributions.length }, 'run resumed');
  }

  return {
    id,
    summary,
    plan: () => course?.plan ?? null,
    iterate: () => position?.iterate ?? null,
    members: () => new Set(position?.state.members.map(({ client }) => client)),

    resume: () =>
      perform(async () => {
        if (stored.plan !== null) await recover(stored.plan);
        await settle();
      }),

    contribute: (contribution) =>
      new Promise((resolve) => {
        inbox.push({ contribution, resolve });
        // What arrives in one turn of the event loop is written in one transaction.
        if (inbox.length === 1) setImmediate(() => void serial.run(takeIn));
      }),

    async stop(reason) {
      await perform(async () => {
        if (!isOpen(progress)) return;
        await end({ status: 'stopped', stopped: reason, failure: null });
        announce();
      });
      return summary();
    },

    async advance() {
      let refusal: FedZooError | undefined;
      await perform(async () => {
        if (progress.status !== 'paused' || position === null) {
          refusal = new FedZooError('conflict', `run ${id} is ${progress.status}; only a paused run can be advanced`);
          return;
        }
        await write({ ...position, progress: { ...progress, status: 'running' } });
        await settle();
      });
      if (refusal !== undefined) throw refusal;
      return summary();
    },

    poolChanged(joined) {
      void perform(async () => {
        for (const client of joined) desk.hand(client);
        await settle();
      });
    },

    async close() {
      closing = true;
      alarm.clear();
      await serial.idle();
    },
  };
}
