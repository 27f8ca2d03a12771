import { availableParallelism } from 'node:os';
import type { ClientId } from '@fedzoo/shared/federation/client';
import type { Kernels } from '@fedzoo/shared/numeric';
import { maxFrameBytesFor, type ErrorMessage, type PlanMessage, type RunStateMessage, type Welcome } from '@fedzoo/shared/protocol';
import { messageOf } from '../objectives/data-file.js';
import type { LoadedObjective } from '../objectives/loaded-objective.js';
import { prefixedLog, type LogSink } from '../log-sink.js';
import { SOFTWARE_VERSION } from '../software-version.js';
import { wireText } from '../transport/wire-text.js';
import { connectCoordinator, type CoordinatorLink, type LinkOptions } from '../transport/coordinator-link.js';
import { createAdmission } from './admission.js';
import type { AgentEvent, ClientProgress } from './agent-event.js';
import { createClientWorker, type ClientWorker, type WorkerPorts } from './client-worker.js';
import type { DataDirectory } from './data-directory.js';
import { createHeartbeat } from './heartbeat.js';
import { joinClients } from './joining.js';
import { createRunContexts } from './run-contexts.js';

/** One host with its clients, connected to a coordinator until it is closed, leaves, or is refused. */
export interface Agent {
  /** No evaluation begins any more; those that are being made end, and are recorded. */
  pause(): void;
  resume(): void;
  /** Says goodbye for all clients, then closes: the coordinator waits for them no more. */
  leave(): Promise<void>;
  /** Ends within a second or two. What was recorded stays; started again on the same directory, the agent goes on where it was. */
  close(): Promise<void>;
  progress(): readonly ClientProgress[];
  /** Resolves when the agent has ended, with why. Never rejects. */
  readonly ended: Promise<AgentEnd>;
}

export type AgentEnd =
  | { readonly kind: 'closed' | 'left' }
  /** The coordinator will not have this host: wrong token, no common version. */
  | { readonly kind: 'refused'; readonly error: ErrorMessage }
  /** The host cannot go on, most likely because its disk does not take what must be recorded. */
  | { readonly kind: 'failed'; readonly error: unknown };

export interface AgentParts {
  readonly data: DataDirectory;
  /** One a client of the data directory, in the same order. The agent closes them. */
  readonly objectives: readonly LoadedObjective[];
  readonly kernels: Kernels;
  readonly log: LogSink;
}

export interface AgentOptions {
  readonly serverUrl: string;
  readonly joinToken: string;
  readonly onEvent?: (event: AgentEvent) => void;
  /** How many evaluations may be made at a time on this host; each client makes one at a time. Default: twice the processors. */
  readonly concurrentEvaluations?: number;
  readonly retryMs?: LinkOptions['retryMs'];
}

/** Bounds the memory of a host with thousands of clients; the more steps at a time, the fewer syncs of the disk. */
const STEP_MEMORY_BYTES = 256 << 20;
/** Elements of tensors beside vectors of the dimension that a coordinator may send: a million random features. */
const EXTRA_TENSOR_ELEMENTS = 1 << 20;
/** After which a contribution is sent once more that the coordinator could not take. */
const SEND_AGAIN_MS = 2000;

/** Starts an agent. It connects by itself, again and again; nothing that a coordinator or an objective does makes it throw. */
export function startAgent({ data, objectives, kernels, log }: AgentParts, options: AgentOptions): Agent {
  const { serverUrl, joinToken, onEvent = () => undefined, concurrentEvaluations = 2 * availableParallelism(), retryMs } = options;
  const contexts = createRunContexts(kernels);
  const evaluations = createAdmission(concurrentEvaluations);
  let end: (why: AgentEnd) => void = () => undefined;
  const ended = new Promise<AgentEnd>((resolve) => {
    end = resolve;
  });
  let lost = new AbortController();
  let closing: Promise<void> | undefined;
  let link: CoordinatorLink | undefined;

  const ports: WorkerPorts = {
    journal: data.journal,
    store: data.store,
    releases: data.releases,
    steps: createAdmission(STEP_MEMORY_BYTES),
    evaluations,
    contribute: (contribution) => link?.contribute(contribution),
    report: (error) => link?.report({ ...error, text: wireText(error.text) }),
    emit: onEvent,
    log,
    fail: (error) => void shut({ kind: 'failed', error }),
  };
  const workers = new Map<string, ClientWorker>(
    data.clientIds.map((id, index) => {
      const loaded = objectives[index];
      if (loaded === undefined) throw new Error(`${data.clientIds.length} clients, but ${objectives.length} objectives`);
      return [id, createClientWorker(id as ClientId, loaded, { ...ports, log: prefixedLog(log, id) })];
    }),
  );
  const heartbeat = createHeartbeat([...workers.values()], data.journal);

  function greet(welcome: Welcome): void {
    log.info(`connected to ${welcome.coordinatorName} ${welcome.softwareVersion} at ${serverUrl}`);
    onEvent({ kind: 'connection', state: 'connected', coordinator: welcome.coordinatorName });
    if (link === undefined) return;
    heartbeat.start(link, welcome);
    lost = new AbortController();
    joinClients([...workers.values()], { link, log, emit: onEvent, lost: lost.signal });
  }

  function away(): void {
    lost.abort();
    heartbeat.stop();
    for (const { progress } of workers.values()) if (progress.current().state !== 'left') progress.standing('away');
  }

  function learnPlan({ client, plan }: PlanMessage): void {
    try {
      contexts.learn(plan);
    } catch (error) {
      log.error(`run ${plan.run} cannot be taken part in: ${messageOf(error)}`);
      ports.report({
        code: 'unsupported-algorithm',
        field: 'plan.algorithm',
        text: messageOf(error),
        retriable: false,
        client,
        run: plan.run,
      });
      return;
    }
    const { run, name, rounds, dimension } = plan;
    onEvent({ kind: 'plan', client, run, name, algorithm: plan.algorithm.kind, rounds, dimension, privacy: plan.privacy ?? null });
  }

  function hearRunState({ run, status, round, phase, value, queries }: RunStateMessage): void {
    onEvent({ kind: 'run', run, status, round, phase, value: value ?? null, queries });
    if (status !== 'completed' && status !== 'stopped' && status !== 'failed') return;
    for (const worker of workers.values()) worker.endRun(run);
    contexts.forget(run);
    data.store.forget(run);
    data.releases.forget(run).catch((error: unknown) => log.warn(`the sealed bytes of run ${run} were not dropped: ${messageOf(error)}`));
  }

  async function shut(why: AgentEnd): Promise<void> {
    closing ??= (async () => {
      lost.abort();
      heartbeat.stop();
      const stopping = Promise.all([...workers.values()].map((worker) => worker.stop()));
      link?.close();
      await Promise.all(objectives.map((objective) => objective.close()));
      await stopping;
      await data.close();
    })().then(
      () => {
        onEvent({ kind: 'connection', state: 'closed' });
        end(why);
      },
      (error: unknown) => end(why.kind === 'failed' ? why : { kind: 'failed', error }),
    );
    await closing;
  }

  link = connectCoordinator(
    {
      serverUrl,
      joinToken,
      hostName: data.hostName,
      softwareVersion: SOFTWARE_VERSION,
      maxFrameBytes: maxFrameBytesFor(Math.max(...objectives.map(({ objective }) => objective.dimension)), EXTRA_TENSOR_ELEMENTS),
      ...(retryMs === undefined ? {} : { retryMs }),
    },
    {
      onWelcome: greet,
      onLost(reason, nextMs) {
        away();
        log.warn(`no connection to ${serverUrl} (${reason}); the next attempt is in ${(nextMs / 1000).toFixed(1)} s`);
        onEvent({ kind: 'connection', state: 'lost', reason, retryMs: nextMs });
      },
      onRefused(error) {
        away();
        log.error(`${serverUrl} refuses this host: ${error.text}`);
        onEvent({ kind: 'connection', state: 'refused', code: error.code, reason: error.text });
        void shut({ kind: 'refused', error });
      },
      onPlan: learnPlan,
      onTask(task) {
        const { client, run, round, phase } = task;
        const key = { field: 'task', retriable: true, client, run, round, phase };
        const worker = workers.get(client);
        const context = contexts.find(run);
        if (worker === undefined) {
          log.error(`task refused: client ${client} is not on this host`);
          ports.report({ ...key, code: 'unknown-client', text: `client ${client} is not on this host` });
        } else if (context === undefined) {
          worker.refuse(task, {
            ...key,
            code: 'unknown-run',
            text: `no plan of run ${run} came before its first task, or none that this host can follow`,
          });
        } else worker.offer(task, context);
      },
      onAcknowledgement: () => undefined,
      onRunState: hearRunState,
      onError(error) {
        const { code, client, run, field, text } = error;
        log.warn(`the coordinator reports ${code}${client === undefined ? '' : ` for ${client}`}: ${field} ${text}`);
        const worker = client === undefined ? undefined : workers.get(client);
        if (code === 'unavailable' && worker !== undefined && run !== undefined)
          setTimeout(() => worker.sendAgain(run), SEND_AGAIN_MS).unref();
      },
    },
  );

  return {
    ended,
    progress: () => [...workers.values()].map(({ progress }) => progress.current()),
    pause() {
      evaluations.close();
      for (const { progress } of workers.values()) progress.paused(true);
    },
    resume() {
      evaluations.open();
      for (const { progress } of workers.values()) progress.paused(false);
    },
    async leave() {
      lost.abort();
      for (const { progress } of workers.values()) progress.standing('left');
      await Promise.all([...workers.keys()].map((client) => link?.leave(client as ClientId)));
      await shut({ kind: 'left' });
    },
    close: () => shut({ kind: 'closed' }),
  };
}
