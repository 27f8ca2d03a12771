import type { Experiment } from '@fedzoo/shared/experiment';
import { federate, type Channel } from '@fedzoo/shared/federation';
import { createRoundEngine, createServerHalf, type Measure, type RunState } from '@fedzoo/shared/federation/server';
import { stopReason, type StopReason } from '@fedzoo/shared/telemetry';
import { createCheckpointWriter, type readCheckpoint } from './checkpoint.js';
import { clientName, planOf } from './plan.js';
import { writeRounds } from './output-folder.js';
import type { Population } from './population.js';
import type { SimulationEvents } from './progress.js';
import type { SimulationResult } from './result.js';
import { createRoundLog } from './round-log.js';
import { createWorkerPool } from './worker-pool.js';

export interface MemoryRunOptions {
  readonly experiment: Experiment;
  readonly population: Population;
  readonly channel: Channel;
  readonly measure: Measure;
  readonly workers: number;
  /** Where to write a checkpoint after every phase. */
  readonly checkpointDirectory?: string | undefined;
  readonly resumeFrom?: Awaited<ReturnType<typeof readCheckpoint>> | undefined;
  /** Seconds since some fixed moment. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly events: SimulationEvents;
}

/** A simulation in one process: the engine here, the clients in worker threads, messages passed as they are or through the codec. */
export async function runInMemory(options: MemoryRunOptions): Promise<SimulationResult> {
  const { experiment, population, events, signal, resumeFrom } = options;
  const plan = planOf(experiment, population.dimension);
  const server = createServerHalf(plan.algorithm);
  const engine = createRoundEngine({ plan, server, selection: experiment.selection, measure: options.measure });
  const members = population.weights.map((weight, number) => ({ client: clientName(number), weight }));
  const began = options.clock() - (resumeFrom?.seconds ?? 0);
  const seconds = (): number => options.clock() - began;
  const log = createRoundLog(resumeFrom?.rows);
  let state = resumeFrom?.state ?? engine.init(population.start, members);
  let iterate = resumeFrom?.iterate ?? state.server.iterate;
  let observerQueries = resumeFrom?.observerQueries ?? 0;
  const writer = options.checkpointDirectory === undefined ? undefined : await createCheckpointWriter(options.checkpointDirectory);

  const pool = await createWorkerPool(
    { experiment, plan, snapshots: resumeFrom?.clients ?? {} },
    { clients: population.weights.length, workers: options.workers },
  );
  const observe = async (iterate: Float64Array): Promise<number | null> => {
    if (population.observer === undefined) return null;
    observerQueries += population.observer.queriesALook;
    return (await population.observer.observe(iterate)) ?? null;
  };
  const closeRow = async (round: number, at: RunState, clients: number): Promise<void> => {
    const { queries, bytesUp, bytesDown } = at.totals;
    log.add({ round, queries, value: await observe(at.server.iterate), bytesUp, bytesDown, seconds: seconds(), clients });
  };
  const finish = (stopped: StopReason): SimulationResult => ({
    rows: log.rows(),
    finalX: [...iterate],
    observerQueries,
    seconds: seconds(),
    stopped,
  });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Aborted()), { once: true });
  });
  aborted.catch(() => undefined);

  try {
    if (resumeFrom === undefined) {
      await closeRow(0, state, 0);
      events.round(log.rows()[0]!);
    }
    let reason = ruleThatHolds();
    const phases = federate({ engine, state, pool, channel: options.channel });
    while (reason === undefined && state.status !== 'finished') {
      const next = await Promise.race([phases.next(), aborted]);
      if (next.done === true) break;
      const { summary } = next.value;
      state = next.value.state;
      for (const { client, reason: why } of summary.failed) events.notice(`round ${summary.round}: ${client} is left out: ${why}`);
      if (population.observer === undefined) for (const { round, value } of summary.values) log.fill(round, value);
      if (summary.roundClosed) {
        iterate = state.server.iterate;
        await closeRow(summary.round, state, summary.contributed.length);
        if (population.observer === undefined) for (const { round, value } of summary.values) log.fill(round, value);
      }
      await checkpoint();
      if (summary.roundClosed) {
        events.round(log.rows().at(-1)!);
        reason = ruleThatHolds();
      }
      events.phase({ round: summary.round, phase: summary.phase });
    }
    return finish(reason ?? 'rounds');
  } catch (error) {
    if (error instanceof Aborted) return finish('interrupted');
    throw error;
  } finally {
    await pool.close();
  }

  function ruleThatHolds(): StopReason | undefined {
    const row = log.rows().at(-1);
    return row === undefined ? undefined : stopReason(experiment.stop, row);
  }

  async function checkpoint(): Promise<void> {
    if (writer === undefined || options.checkpointDirectory === undefined) return;
    const rows = log.rows();
    // The rows so far stand in the folder while the run goes on, and after a kill.
    await writeRounds(options.checkpointDirectory, rows);
    await writer.write(
      { experiment: JSON.stringify(experiment), state, iterate, rows, observerQueries, seconds: seconds() },
      await pool.snapshot(),
    );
  }
}

class Aborted extends Error {
  override readonly name = 'Aborted';
}
