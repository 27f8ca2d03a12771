import { contributionBytes, taskBytes, type ErrorMessage } from '@fedzoo/shared/protocol';
import type { ClientId, Contribution, Serialisable, Task } from '@fedzoo/shared/federation/client';
import type { Outcome } from '@fedzoo/shared/objectives';
import { evaluateJournalled } from '../journal/journalled-evaluation.js';
import { JournalMismatchError } from '../journal/phase-record.js';
import type { FinishedPhase, PhaseStore } from '../journal/phase-store.js';
import type { PhaseJournal, QueryJournal } from '../journal/query-journal.js';
import type { LogSink } from '../log-sink.js';
import type { LoadedObjective } from '../objectives/loaded-objective.js';
import { wireText } from '../transport/wire-text.js';
import { systemEntropy } from '@fedzoo/platform-node';
import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { disclosed, mechanismOf } from '@fedzoo/shared/federation/client';
import { BudgetSpentError } from '@fedzoo/shared/ledger';
import type { OwnRelease, OwnReleases } from './own-releases.js';
import { AbandonedError, type Admission } from './admission.js';
import type { AgentEvent } from './agent-event.js';
import { createProgressLog, type ProgressLog } from './progress-log.js';
import { driveStep, failedContribution, spending, type RunContext } from './step.js';

/** One client: its tasks one after the other, each answered once and for all. */
export interface ClientWorker {
  readonly client: ClientId;
  readonly loaded: LoadedObjective;
  readonly progress: ProgressLog;
  /** A task has come, or come again. Never throws. */
  offer(task: Task, context: RunContext): void;
  /** A task has come that the client cannot take on: the coordinator is told why, and waits for it no more. */
  refuse(task: Task, flaw: ErrorMessage): void;
  /** The coordinator could not take the client's last contribution to a run just now: it is sent once more. */
  sendAgain(run: string): void;
  /** The run is over: what was going on for it is given up. */
  endRun(run: string): void;
  /** Gives up everything; resolves when nothing goes on any more. */
  stop(): Promise<void>;
}

export interface WorkerPorts {
  readonly journal: QueryJournal;
  readonly store: PhaseStore;
  readonly releases: OwnReleases;
  /** The memory, in bytes, that the clients of the host may take together for steps, and the evaluations that may be made at a time. */
  readonly steps: Admission;
  readonly evaluations: Admission;
  readonly contribute: (contribution: Contribution) => void;
  readonly report: (error: ErrorMessage) => void;
  readonly emit: (event: AgentEvent) => void;
  readonly log: LogSink;
  /** Called when the disk no longer takes what must be recorded: no client of the host can go on. */
  readonly fail: (error: unknown) => void;
}

interface Work {
  readonly task: Task;
  readonly context: RunContext;
  readonly abort: AbortController;
  /** Set when the run ends during the work: nobody waits for its contribution. */
  runOver: boolean;
}

/** What a step holds while it waits for an evaluation: its state as read, as it was and as it becomes, and the rest at least. */
const STEP_BYTES_PER_STATE_BYTE = 4;
const LEAST_STEP_BYTES = 256 << 10;
/** Different reasons of failed evaluations that are logged for a client. */
const MOST_REASONS = 20;

export function createClientWorker(client: ClientId, loaded: LoadedObjective, ports: WorkerPorts): ClientWorker {
  const { journal, store, steps, evaluations, contribute, log } = ports;
  const progress = createProgressLog(client, { budget: loaded.budget ?? null, spent: () => journal.spent(client), emit: ports.emit });
  /** The newest task of each run that waits for its turn. */
  const waiting = new Map<string, Work>();
  const reasons = new Set<string>();
  let current: Work | undefined;
  let pump: Promise<void> = Promise.resolve();
  let stopped = false;

  function offer(task: Task, context: RunContext): void {
    if (stopped) return;
    if ([current, waiting.get(task.run)].some((work) => work !== undefined && isSame(work.task, task))) return;
    const saved = store.get(task.run, client);
    if (saved !== undefined && saved.plan === context.planDigest && isSame(saved, task)) {
      contribute(saved.contribution as unknown as Contribution);
      return;
    }
    const flaw = flawOf(task, context, saved);
    if (flaw !== undefined) {
      refuse(task, flaw);
      return;
    }
    progress.received(task, taskBytes(task));
    waiting.set(task.run, { task, context, abort: new AbortController(), runOver: false });
    if (current?.task.run === task.run)
      current.abort.abort(new AbandonedError(`the coordinator went on to round ${task.round}, phase ${task.phase}`));
    pump = pump.then(workOff);
  }

  /** Says why, and that nothing will come, so that nobody waits for it. */
  function refuse(task: Task, flaw: ErrorMessage): void {
    log.error(`task refused: ${flaw.text}`);
    ports.report(flaw);
    contribute(failedContribution(task, { value: 0, infeasible: 0, failed: 0, timedOut: 0 }, flaw.text));
  }

  async function workOff(): Promise<void> {
    for (const [run, work] of waiting) {
      waiting.delete(run);
      current = work;
      try {
        await answer(work);
      } catch (error) {
        if (!stopped) ports.fail(error);
      } finally {
        current = undefined;
      }
    }
  }

  /** Rejects only where the disk fails, or the client is being stopped. */
  async function answer(work: Work): Promise<void> {
    const { task, context } = work;
    const leave = await enterStep(work);
    if (leave === undefined) return;
    try {
      progress.working(task);
      const phase = journal.openPhase(task);
      const saved = store.get(task.run, client);
      const release = await charge(work);
      if (release === 'refused') return;
      const { state, contribution: computed } = await compute(work, saved?.state, phase);
      const contribution = release?.sealed ?? disclosed(computed, context.plan);
      // The coordinator is not told why.
      if (computed.failure !== contribution.failure)
        log.error(`round ${task.round} of run ${task.run} has nothing to give: ${computed.failure}`);
      if (stopped) return;
      if (work.runOver) {
        phase.done();
        progress.idle();
        return;
      }
      await release?.seal(contribution);
      store.put({
        run: task.run,
        client,
        plan: context.planDigest,
        round: task.round,
        phase: task.phase,
        state: state ?? null,
        contribution: contribution as unknown as Serialisable,
      });
      await store.flush();
      phase.done();
      progress.answered(contribution, contributionBytes(contribution));
      contribute(contribution);
      await release?.publish();
    } finally {
      leave();
    }
  }

  /** Charges the release of a private run before any query of it is spent. */
  async function charge({ task, context }: Work): Promise<OwnRelease | undefined | 'refused'> {
    try {
      const release = await ports.releases.begin(task, context.plan);
      if (release !== undefined) ports.emit({ kind: 'released', client, ...release.about });
      return release;
    } catch (error) {
      if (!(error instanceof BudgetSpentError || error instanceof InvalidArgumentError)) throw error;
      refuse(task, {
        code: 'privacy-budget',
        field: 'plan.privacy',
        text: error.message,
        retriable: false,
        client,
        run: task.run,
        round: task.round,
        phase: task.phase,
      });
      return 'refused';
    }
  }

  async function enterStep({ task, abort }: Work): Promise<(() => void) | undefined> {
    try {
      return await steps.enter(abort.signal, Math.max(LEAST_STEP_BYTES, STEP_BYTES_PER_STATE_BYTE * store.sizeBytes(task.run, client)));
    } catch (error) {
      if (error instanceof AbandonedError) return undefined;
      throw error;
    }
  }

  /** The reasons are the user's own words, or about the user's program: for the log of this machine, each of them once. */
  function spent(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const reason = outcome.kind === 'failed' ? outcome.reason : outcome.kind === 'timedOut' ? 'took too long' : undefined;
      if (reason === undefined || reasons.has(reason) || reasons.size >= MOST_REASONS) continue;
      reasons.add(reason);
      log.warn(`an evaluation failed: ${reason}${reasons.size === MOST_REASONS ? ' (further reasons are not logged)' : ''}`);
    }
    progress.spent();
  }

  /** What the step gives, or why it gives nothing; evaluations that were made count either way. */
  async function compute(
    { task, context, abort }: Work,
    state: Serialisable | undefined,
    phase: PhaseJournal,
  ): Promise<{ state: Serialisable | undefined; contribution: Contribution }> {
    const evaluate = (points: readonly Float64Array[]) =>
      evaluateJournalled(points, {
        client,
        objective: loaded.objective,
        recording: loaded.recording,
        budget: loaded.budget,
        keepsRecords: context.plan.privacy !== undefined,
        journal,
        phase,
        admit: () => evaluations.enter(abort.signal),
        onSpent: spent,
      });
    try {
      const result = await driveStep(context, { task, state, evaluate, mechanism: mechanismOf(context.plan, systemEntropy) });
      const { failure } = result.contribution;
      return {
        state: result.state,
        contribution: {
          ...result.contribution,
          ...spending(phase.counts()),
          ...(failure === undefined ? {} : { failure: wireText(failure) }),
        },
      };
    } catch (error) {
      if (stopped) throw error;
      if (error instanceof AbandonedError)
        log.warn(`round ${task.round}, phase ${task.phase} of run ${task.run} is given up: ${error.message}`);
      else
        log.error(
          `round ${task.round}, phase ${task.phase} of run ${task.run} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      return { state, contribution: failedContribution(task, phase.counts(), publicReason(error)) };
    }
  }

  function flawOf(task: Task, { plan, planDigest, half }: RunContext, saved: FinishedPhase | undefined): ErrorMessage | undefined {
    const key = { retriable: false, client, run: task.run, round: task.round, phase: task.phase };
    if (saved !== undefined && saved.plan !== planDigest) {
      return {
        ...key,
        code: 'wrong-run',
        field: 'task.run',
        text: `run ${task.run} has another plan than the one of that name which this host took part in; give the run another id`,
      };
    }
    if (saved !== undefined && isBefore(task, saved)) {
      return {
        ...key,
        code: 'late',
        field: 'task.round',
        text: `round ${task.round}, phase ${task.phase} is over for ${client}, which finished round ${saved.round}, phase ${saved.phase}`,
      };
    }
    const { dimension } = loaded.objective;
    const isRebuilt = task.iterate.values.length === 0 && half.iterateOf !== undefined;
    if (plan.dimension !== dimension || (task.iterate.values.length !== dimension && !isRebuilt)) {
      return {
        ...key,
        code: 'dimension-mismatch',
        field: 'task.iterate',
        text: `has ${task.iterate.values.length} coordinates in a run of ${plan.dimension}, the objective of ${client} has ${dimension}`,
      };
    }
    return undefined;
  }

  return {
    client,
    loaded,
    progress,
    offer,
    refuse,
    sendAgain(run) {
      const saved = stopped ? undefined : store.get(run, client);
      if (saved !== undefined) contribute(saved.contribution as unknown as Contribution);
    },
    endRun(run) {
      waiting.delete(run);
      if (current?.task.run !== run) return;
      current.runOver = true;
      current.abort.abort(new AbandonedError('the run has ended'));
    },
    async stop() {
      stopped = true;
      waiting.clear();
      current?.abort.abort(new AbandonedError('the client stops'));
      await pump;
    },
  };
}

/** What the coordinator is told. An error of this machine's own may name files or values, so it stays in the log. */
function publicReason(error: unknown): string {
  if (error instanceof AbandonedError || error instanceof JournalMismatchError) return error.message;
  return 'the client had an error of its own, which its log tells';
}

function isSame(a: { round: number; phase: number }, b: { round: number; phase: number }): boolean {
  return a.round === b.round && a.phase === b.phase;
}

function isBefore(a: { round: number; phase: number }, b: { round: number; phase: number }): boolean {
  return a.round < b.round || (a.round === b.round && a.phase < b.phase);
}
