import { createRunId } from '@fedzoo/platform-node';
import { FedZooError } from '@fedzoo/shared/errors';
import type { Problem } from '@fedzoo/shared/experiment';
import { decodeState, type Contribution, type RunId, type RunPlan, type RunState } from '@fedzoo/shared/federation/server';
import { algorithmName, type ClientView, type RoundRow, type RunSummary, type StopReason } from '@fedzoo/shared/telemetry';
import type { StoredRun } from '../store/store.js';
import { createRunClock, type RunClock } from './run-clock.js';
import type { ContributionVerdict, RunPorts } from './run-ports.js';
import { isOpen } from './run-progress.js';
import { parseRunRequest, type RunRequest } from './run-request.js';

type Submission = { readonly ok: true; readonly run: RunSummary } | { readonly ok: false; readonly problems: readonly Problem[] };

interface RunDetails {
  readonly run: RunSummary;
  /** Null until the run has started. */
  readonly plan: RunPlan | null;
  readonly iterate: readonly number[];
  /** Ids of the clients that take or took part. */
  readonly members: ReadonlySet<string>;
}

/** All runs of a coordinator: those that are open have a clock each, those that ended are what the store has of them. */
export interface RunRegistry {
  /** Goes on with every open run where the store says it was. Called once, first. */
  resume(): Promise<void>;
  submit(experiment: unknown): Promise<Submission>;
  /** In the order they were submitted. */
  list(): RunSummary[];
  summary(run: string): RunSummary | undefined;
  details(run: string): Promise<RunDetails>;
  rounds(run: string, options: { readonly from: number; readonly iterates: boolean }): Promise<RoundRow[]>;
  stop(run: string, reason: StopReason): Promise<RunSummary>;
  advance(run: string): Promise<RunSummary>;
  /** The clients of an open run that has started; else all. */
  clients(run: string | undefined): ClientView[];
  readonly contribute: (contribution: Contribution) => Promise<ContributionVerdict>;
  close(): Promise<void>;
}

export interface RegistryOptions {
  readonly maxOpenRuns: number;
}

export function createRunRegistry(ports: RunPorts, { maxOpenRuns }: RegistryOptions): RunRegistry {
  const { store, pool, observer, now, log } = ports;
  /** Every run, in the order it was submitted; a clock while it is open. */
  const runs = new Map<string, { stored: StoredRun; clock: RunClock | null }>();

  const clockPorts: RunPorts = {
    ...ports,
    observer: {
      ...observer,
      ended(run) {
        const entry = runs.get(run);
        if (entry === undefined || entry.clock === null) return;
        runs.set(run, { stored: { ...entry.stored, plan: entry.clock.plan(), summary: entry.clock.summary() }, clock: null });
        observer.ended(run);
      },
    },
  };

  pool.onChange((joined) => {
    for (const { clock } of runs.values()) clock?.poolChanged(joined);
  });

  function add(stored: StoredRun, request: RunRequest): Promise<void> {
    const clock = createRunClock(stored, request, clockPorts);
    runs.set(stored.id, { stored, clock });
    return clock.resume();
  }

  function entryOf(run: string) {
    const entry = runs.get(run);
    if (entry === undefined)
      throw new FedZooError(
        'unknown-run',
        `run: is ${JSON.stringify(run)}; this coordinator has no such run, list them to see which it has`,
      );
    return entry;
  }

  function openClock(run: string): RunClock {
    const { clock, stored } = entryOf(run);
    if (clock === null) throw new FedZooError('conflict', `run ${run} is ${stored.summary.status}; only a paused run can be advanced`);
    return clock;
  }

  const summaryOf = ({ stored, clock }: { stored: StoredRun; clock: RunClock | null }): RunSummary => clock?.summary() ?? stored.summary;

  return {
    async resume() {
      for (const stored of await store.runs()) {
        runs.set(stored.id, { stored, clock: null });
        if (!isOpen(stored.summary)) continue;
        const parsed = parseRunRequest(stored.experiment);
        if (parsed.ok) await add(stored, parsed.request);
        else
          log.error({ run: stored.id, problems: parsed.problems }, 'a stored run is not understood by this version and was left as it is');
      }
    },

    async submit(experiment) {
      const parsed = parseRunRequest(experiment);
      if (!parsed.ok) return parsed;
      const open = [...runs.values()].filter(({ clock }) => clock !== null).length;
      if (open >= maxOpenRuns) {
        throw new FedZooError('too-many-runs', `${open} runs are open, which is the limit; stop one, or wait until one ends`);
      }
      const { request } = parsed;
      const id = createRunId();
      const stored: StoredRun = { id, experiment: request.experiment, plan: null, summary: firstSummary(id, request, now()) };
      await store.createRun(stored);
      await add(stored, request);
      return { ok: true, run: summaryOf(entryOf(id)) };
    },

    list: () => [...runs.values()].map(summaryOf),

    summary(run) {
      const entry = runs.get(run);
      return entry && summaryOf(entry);
    },

    async details(id) {
      const entry = entryOf(id);
      const { clock, stored } = entry;
      const run = summaryOf(entry);
      if (clock !== null) return { run, plan: clock.plan(), iterate: [...(clock.iterate() ?? [])], members: clock.members() };
      const row = (await store.rounds(stored.id, { from: run.round, iterates: true })).at(-1);
      return { run, plan: stored.plan, iterate: row?.iterate ?? [], members: membersIn(await store.state(stored.id)) };
    },

    rounds: (run, options) => store.rounds(entryOf(run).stored.id, options),

    stop(run, reason) {
      const { clock, stored } = entryOf(run);
      return clock === null ? Promise.resolve(stored.summary) : clock.stop(reason);
    },

    advance: async (run) => openClock(run).advance(),

    clients(run) {
      const members = run === undefined ? undefined : runs.get(run)?.clock?.members();
      return pool.views(members === undefined || members.size === 0 ? undefined : members);
    },

    async contribute(contribution) {
      const { run } = contribution;
      const entry = runs.get(run);
      if (entry === undefined) return { kind: 'unknown-run', field: 'run', text: `is ${run}, which this coordinator does not have` };
      if (entry.clock !== null) return entry.clock.contribute(contribution);
      if (await store.hasContribution(contribution)) return { kind: 'duplicate' };
      return { kind: 'run-over', field: 'run', text: `${run} has ended (${entry.stored.summary.status})` };
    },

    async close() {
      await Promise.all([...runs.values()].flatMap(({ clock }) => clock?.close() ?? []));
    },
  };
}

/** Who took part, as far as the state of an ended run can still be read: a damaged one is no reason to hide the rest. */
function membersIn(state: Uint8Array | undefined): Set<string> {
  try {
    return new Set(state === undefined ? [] : (decodeState(state) as unknown as RunState).members.map(({ client }) => client));
  } catch {
    return new Set();
  }
}

function firstSummary(id: RunId, request: RunRequest, nowMs: number): RunSummary {
  return {
    id,
    name: request.name,
    status: 'waiting',
    stopped: null,
    round: 0,
    rounds: request.rounds,
    phase: 0,
    phases: 0,
    dimension: request.dimension ?? 0,
    algorithm: algorithmName(request.algorithm),
    value: { initial: null, best: null, final: null },
    queries: 0,
    bytes: { up: 0, down: 0 },
    seconds: 0,
    createdAtMs: nowMs,
    startedAtMs: null,
    finishedAtMs: null,
    waiting: null,
  };
}
