import type { Experiment } from '@fedzoo/shared/experiment';
import { stopReason, type RoundRow, type RunSummary, type StopReason } from '@fedzoo/shared/telemetry';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvents } from '../commands/event-stream.js';
import { createRunApi, type RunApi } from '../commands/run-api.js';
import { UserError } from '../user-error.js';
import { startCoordinator } from './coordinator-process.js';
import { startHosts } from './host-processes.js';
import type { Population } from './population.js';
import type { SimulationEvents } from './progress.js';
import type { SimulationResult } from './result.js';
import { createRoundLog } from './round-log.js';
import { openRowFile, readRowFile } from './row-file.js';

export interface SocketRunOptions {
  readonly experiment: Experiment;
  readonly population: Population;
  /** Where coordinator and hosts keep their data, so that the run can be resumed; a temporary folder where it is missing. */
  readonly directory: string | undefined;
  readonly resume: boolean;
  /** Host processes among which the clients are divided. */
  readonly workers: number;
  /** Seconds since some fixed moment. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly events: SimulationEvents;
}

/**
 * The same simulation as a deployment on this machine: a coordinator and the hosts of the clients as processes of their own, speaking over
 * sockets. The coordinator waits before every round until this observer has looked at the iterate, so stop rules act where they act in
 * memory. Killed and resumed, coordinator and hosts go on from what they have written down themselves.
 */
export async function runOverSockets(options: SocketRunOptions): Promise<SimulationResult> {
  const { experiment, population, signal } = options;
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'fedzoo-simulate-')));
  await mkdir(join(directory, 'coordinator'), { recursive: true });
  const coordinator = await startCoordinator(join(directory, 'coordinator'));
  try {
    const hosts = startHosts({ experiment, coordinator, directory, clients: population.weights.length, workers: options.workers });
    try {
      const broken = Promise.race([coordinator.ended, hosts.failed]);
      broken.catch(() => undefined);
      const api = createRunApi({ server: coordinator.url, token: coordinator.adminToken, signal: new AbortController().signal });
      const run = await Promise.race([findRun(api, options), broken]);
      return await follow(api, run, { ...options, broken });
    } finally {
      await hosts.close();
    }
  } finally {
    await coordinator.close();
    if (options.directory === undefined && !signal.aborted) await rm(directory, { recursive: true, force: true });
  }
}

/** The run of the folder, or a new one that waits for all clients and then, before each round, for us. */
async function findRun(api: RunApi, { experiment, population, resume }: SocketRunOptions): Promise<RunSummary> {
  const [known] = await api.list();
  if (known !== undefined && !resume)
    throw new UserError('--out', 'holds a run over sockets already; resume it with --resume, or give another folder');
  if (known !== undefined) return known;
  const { clients: _clients, stop, observe: _observe, ...kept } = experiment;
  // Whoever knows the value ends the run: this observer where there is one, else the coordinator, which also asks for the last value.
  const isObserved = population.observer !== undefined;
  return api.submit({
    ...kept,
    stop: isObserved ? {} : stop,
    finalValue: experiment.finalValue && !isObserved,
    objective: { kind: 'remote', dimension: population.dimension },
    participation: { minimumClients: population.weights.length, quorum: 1, stepwise: true },
  });
}

/** Looks at every round as it is closed, then lets the next begin or stops the run. */
async function follow(
  api: RunApi,
  first: RunSummary,
  options: SocketRunOptions & { readonly broken: Promise<never> },
): Promise<SimulationResult> {
  const { experiment, population, events, clock, signal, broken } = options;
  const began = clock();
  const kept = options.directory === undefined ? undefined : await keptRows(options.directory, options.resume);
  const log = createRoundLog(kept?.rows);
  const file = options.directory === undefined ? undefined : await openRowFile(options.directory, kept?.bytes ?? 0);
  let iterate: readonly number[] = [];
  let earlier = 0;
  let answered = -1;

  const takeRows = async (): Promise<void> => {
    const rows = await api.rounds(first.id, Math.max(0, log.rows().length - 1), { iterates: true });
    for (const row of rows) await take(row);
    await tell(log.takeSettled());
  };
  const tell = async (rows: readonly RoundRow[]): Promise<void> => {
    await file?.append(rows);
    for (const row of rows) events.round(row);
  };
  const take = async (row: RoundRow): Promise<void> => {
    iterate = row.iterate ?? iterate;
    const { round } = row;
    const seconds = earlier + clock() - began;
    if (round < log.rows().length) {
      const isLast = log.last()?.round === round;
      if (population.observer !== undefined || !isLast || log.last()?.value !== null) return;
      // The closing phase adds to what the row has spent.
      if (row.queries !== log.last()?.queries) log.addToLast({ ...row, seconds });
      if (row.value !== null) log.fill(round, row.value);
      return;
    }
    const { observer } = population;
    const value = observer === undefined ? row.value : ((await observer.observe(Float64Array.from(iterate), round)) ?? null);
    log.add({ ...row, value, seconds });
  };
  const finish = async (stopped: StopReason): Promise<SimulationResult> => {
    await tell([...log.takeSettled(), ...log.unsettled()]);
    await file?.close();
    return {
      rows: log.rows(),
      finalX: iterate,
      observerQueries: (population.observer?.queriesALook ?? 0) * log.rows().length,
      seconds: earlier + clock() - began,
      stopped,
    };
  };

  if (options.resume) earlier = (await api.rounds(first.id, 0)).at(-1)?.seconds ?? 0;
  const watching = new AbortController();
  const stopWatching = (): void => watching.abort();
  signal.addEventListener('abort', stopWatching, { once: true });
  broken.catch(stopWatching);
  try {
    for await (const { name, data } of readEvents(await api.events(first.id, watching.signal))) {
      if (name !== 'run') continue;
      const summary = data as RunSummary;
      if (summary.id !== first.id) continue;
      // A pause is told again whenever something else about the run changes; it is answered once.
      if (summary.status === 'paused' && summary.round > answered) {
        answered = summary.round;
        await takeRows();
        const reason = ruleThatHolds();
        if (reason !== undefined) {
          await api.stop(first.id, reason);
          return await finish(reason);
        }
        await api.advance(first.id);
      }
      if (summary.status === 'failed') throw new Error(`the run failed: ${summary.waiting?.reason ?? 'the coordinator does not say why'}`);
      if (summary.status === 'completed' || summary.status === 'stopped') {
        await takeRows();
        return await finish(ruleThatHolds() ?? summary.stopped ?? 'rounds');
      }
    }
    return await broken;
  } catch (error) {
    if (signal.aborted) return await finish('interrupted');
    if (watching.signal.aborted) return await broken;
    throw error;
  } finally {
    watching.abort();
  }

  function ruleThatHolds(): StopReason | undefined {
    const row = log.last();
    return population.observer === undefined || row === undefined ? undefined : stopReason(experiment.stop, row);
  }
}

/** The rows of an earlier attempt that stand: those before the first whose value was not known. */
async function keptRows(directory: string, resume: boolean): Promise<{ readonly rows: readonly RoundRow[]; readonly bytes: number }> {
  if (!resume) return { rows: [], bytes: 0 };
  const { rows, endsAt } = await readRowFile(directory);
  const unknown = rows.findIndex(({ round, value }, index) => value === null || round !== index);
  const kept = unknown < 0 ? rows : rows.slice(0, unknown);
  return { rows: kept, bytes: endsAt[kept.length - 1] ?? 0 };
}
