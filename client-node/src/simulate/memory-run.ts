import { createRunId } from '@fedzoo/platform-node';
import type { Experiment } from '@fedzoo/shared/experiment';
import { closeFederation, federate, type Channel, type ClosedPhase } from '@fedzoo/shared/federation';
import { BudgetSpentError } from '@fedzoo/shared/ledger';
import { createRoundEngine, createServerHalf, type Measure, type PhaseSummary } from '@fedzoo/shared/federation/server';
import { stopReason, type StopReason } from '@fedzoo/shared/telemetry';
import type { ReadCheckpoint, SnapshotPart } from './checkpoint.js';
import { clientName, planOf } from './plan.js';
import { loadKernels } from '../kernels.js';
import type { Population } from './population.js';
import type { SimulationEvents } from './progress.js';
import type { SimulationResult } from './result.js';
import { openSimulatedReleases } from './simulated-releases.js';
import { createRoundLog } from './round-log.js';
import { createRunRecorder } from './run-recorder.js';
import { createWorkerPool } from './worker-pool.js';

export interface MemoryRunOptions {
  readonly experiment: Experiment;
  readonly population: Population;
  readonly channel: Channel;
  readonly measure: Measure;
  readonly workers: number;
  /** Where rows and a checkpoint are written after every phase. */
  readonly directory?: string | undefined;
  readonly resumeFrom?: ReadCheckpoint | undefined;
  /** Seconds since some fixed moment. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly events: SimulationEvents;
}

/** A simulation in one process: the engine here, the clients in worker threads, messages passed as they are or through the codec. */
export async function runInMemory(options: MemoryRunOptions): Promise<SimulationResult> {
  const { experiment, population, events, signal, resumeFrom } = options;
  const planned = planOf(experiment, { dimension: population.dimension, clients: population.weights.length });
  const plan = planned.privacy === undefined ? planned : { ...planned, run: resumeFrom?.state.run ?? createRunId() };
  const releases = await openSimulatedReleases(plan, options.directory);
  const server = createServerHalf(plan, loadKernels());
  const engine = createRoundEngine({ plan, server, selection: experiment.selection, measure: options.measure });
  const members = population.weights.map((weight, number) => ({ client: clientName(number), weight }));
  const began = options.clock() - (resumeFrom?.seconds ?? 0);
  const seconds = (): number => options.clock() - began;
  const log = createRoundLog(resumeFrom?.settled, resumeFrom?.unsettled);
  let state = resumeFrom?.state ?? engine.init(population.start, members);
  let iterate = resumeFrom?.iterate ?? state.server.iterate;
  let observerQueries = resumeFrom?.observerQueries ?? 0;
  let ending: StopReason | undefined = resumeFrom?.ending ?? undefined;
  const recorder = await createRunRecorder(options.directory, log, resumeFrom);
  const record = async (parts: readonly SnapshotPart[]): Promise<void> => {
    const checkpoint = {
      experiment: JSON.stringify(experiment),
      state,
      iterate,
      observerQueries,
      seconds: seconds(),
      ending: ending ?? null,
    };
    for (const row of await recorder.record(checkpoint, parts)) events.round(row);
  };
  // From here on the run can be resumed, whatever its clients have paid for by then.
  if (resumeFrom === undefined) await record([]);

  const pool = await createWorkerPool(
    { experiment, plan, snapshots: resumeFrom?.clients ?? {}, journal: population.journal },
    { clients: population.weights.length, workers: options.workers },
  );
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(new Aborted());
    signal.addEventListener('abort', () => reject(new Aborted()), { once: true });
  });
  aborted.catch(() => undefined);

  try {
    if (log.last() === undefined) await closeRow(0, 0);
    ending ??= ruleThatHolds();
    const phases = federate({ engine, state, pool, channel: options.channel, releases: releases?.desk, cohort: releases?.cohort });
    while (ending === undefined && state.status !== 'finished') {
      const next = await Promise.race([phases.next().catch(endedByBudget), aborted]);
      if (next.done === true) break;
      const { summary } = next.value;
      // Before it is written down: a run that is interrupted in between resumes before this phase, and closes it with the same bytes.
      await releases?.desk.published({ run: plan.run, round: summary.round, phase: summary.phase });
      await take(next.value);
      if (summary.roundClosed) ending = ruleThatHolds();
      await record(await pool.snapshot());
      events.phase({ round: summary.round, phase: summary.phase });
    }
    ending ??= 'rounds';
    if (isLastValueWanted()) {
      const closed = await Promise.race([closeFederation({ engine, state, pool, channel: options.channel }), aborted]);
      await take(closed);
      const { queries, bytesUp, bytesDown } = state.totals;
      log.addToLast({ queries, bytesUp, bytesDown, seconds: seconds() });
      await record(await pool.snapshot());
      events.phase({ round: log.last()?.round ?? 0, phase: closed.summary.phase });
    }
    return await finish(ending);
  } catch (error) {
    if (error instanceof Aborted) return await finish('interrupted');
    throw error;
  } finally {
    await pool.close();
    releases?.leave();
  }

  /** A budget that is spent is the end of a run, not a failure. */
  function endedByBudget(error: unknown): IteratorReturnResult<void> {
    if (!(error instanceof BudgetSpentError)) throw error;
    events.notice(error.message);
    ending = 'privacy';
    return { done: true, value: undefined };
  }

  /** What a closed phase brought. */
  async function take({ state: next, summary }: ClosedPhase): Promise<void> {
    state = next;
    for (const { client, reason } of summary.failed) events.notice(`round ${summary.round}: ${client} is left out: ${reason}`);
    fill(summary);
    const { round, successor } = summary;
    if (successor !== undefined) events.notice(`round ${round}: ${successor.method} takes over: ${successor.because}`);
    if (!summary.roundClosed) return;
    await closeRow(summary.round, summary.contributed.length);
    fill(summary);
  }

  /** What clients evaluated anyway is the value where nobody observes. */
  function fill({ values }: PhaseSummary): void {
    if (population.observer === undefined) for (const { round, value } of values) log.fill(round, value);
  }

  async function closeRow(round: number, clients: number): Promise<void> {
    const { queries, bytesUp, bytesDown } = state.totals;
    const value = await Promise.race([observe(round), aborted]);
    log.add({ round, queries, value, bytesUp, bytesDown, seconds: seconds(), clients });
    iterate = state.server.iterate;
  }

  async function observe(round: number): Promise<number | null> {
    if (population.observer === undefined) return null;
    observerQueries += population.observer.queriesALook;
    return (await population.observer.observe(state.server.iterate, round)) ?? null;
  }

  function ruleThatHolds(): StopReason | undefined {
    const row = log.last();
    return row === undefined ? undefined : stopReason(experiment.stop, row);
  }

  /** Whether the clients are asked for the value of the last iterate: nobody observes, and the method has not looked at it. */
  function isLastValueWanted(): boolean {
    const isUnknown = population.observer === undefined && log.last()?.value === null;
    return experiment.finalValue && isUnknown && engine.canOpenClosing(state);
  }

  async function finish(stopped: StopReason): Promise<SimulationResult> {
    for (const row of await recorder.close()) events.round(row);
    const spent = releases?.spent(log.last()?.round ?? 0);
    const clipRadius = engine.clipRadius(state);
    const privacy = spent && { ...spent, ...(clipRadius !== undefined && { clipRadius }) };
    if (stopped !== 'interrupted') await releases?.close();
    return { rows: log.rows(), finalX: [...iterate], observerQueries, seconds: seconds(), stopped, privacy };
  }
}

class Aborted extends Error {
  override readonly name = 'Aborted';
}
