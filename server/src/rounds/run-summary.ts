import type { RunId, RunReleases, RunState } from '@fedzoo/shared/federation/server';
import { algorithmName, type RunPromise, type RunSummary } from '@fedzoo/shared/telemetry';
import type { ClientPool } from './client-pool.js';
import type { Course } from './run-moves.js';
import { isOpen, type RunProgress } from './run-progress.js';
import type { RunRequest } from './run-request.js';
import { failedBecause, waitingForContributions, waitingForMembers, waitingForOperator, waitingToStart } from './waiting.js';

/** All that is known of a run. */
export interface RunFacts {
  readonly id: RunId;
  readonly request: RunRequest;
  readonly pool: ClientPool;
  readonly course: Course | null;
  /** Of a private run that has begun. */
  readonly releases: RunReleases | undefined;
  readonly progress: RunProgress;
  readonly state: RunState | null;
  readonly seconds: number;
  readonly closesAtMs: number;
  readonly quorumReached: boolean;
}

/** The run at a glance. */
export function summarise(facts: RunFacts): RunSummary {
  const { id, request, course, progress, state, seconds } = facts;
  const { status, stopped, row, initialValue, createdAtMs, startedAtMs, finishedAtMs } = progress;
  const { index, count } = phaseOf(facts);
  return {
    id,
    name: request.name,
    status,
    stopped,
    round: row?.round ?? 0,
    rounds: request.rounds,
    phase: index,
    phases: count,
    dimension: course?.plan.dimension ?? request.dimension ?? 0,
    algorithm: algorithmName(
      course?.plan.algorithm ?? request.algorithm,
      state === null ? undefined : course?.engine.successor(state)?.method,
    ),
    value: { initial: initialValue, best: row?.best ?? null, final: row?.value ?? null },
    queries: state?.totals.queries ?? 0,
    bytes: { up: state?.totals.bytesUp ?? 0, down: state?.totals.bytesDown ?? 0 },
    seconds,
    ...promiseOf(facts),
    createdAtMs,
    startedAtMs,
    finishedAtMs,
    waiting: explainWaiting(facts),
  };
}

/** Before a run has begun what it promises is what was asked for, and nothing is spent. */
function promiseOf({ request, releases, progress, course, state }: RunFacts): { readonly privacy?: RunPromise } {
  const section = request.experiment.privacy;
  if (section === undefined) return {};
  const { epsilon, delta, unit, relation, trust } = section;
  const nothing = { epsilon: 0, delta, unit, relation, trust, releases: 0 };
  const clipRadius = course === null || state === null ? undefined : course.engine.clipRadius(state);
  const spent = releases?.spent(progress.row?.round ?? 0) ?? nothing;
  return { privacy: { ...spent, ...(clipRadius !== undefined && { clipRadius }), promised: epsilon } };
}

function phaseOf({ course, state }: Pick<RunFacts, 'course' | 'state'>): { readonly index: number; readonly count: number } {
  return course === null || state === null ? { index: 0, count: 0 } : course.engine.phaseOf(state);
}

/** Why the run does not move, in words; null when it does, or has ended well. */
function explainWaiting({ id, progress, request, pool, course, state, closesAtMs, quorumReached }: RunFacts): RunSummary['waiting'] {
  if (progress.failure !== null) return failedBecause(progress.failure);
  if (!isOpen(progress)) return null;
  const needed = request.minimumClients;
  if (course === null || state === null) {
    return waitingToStart({ needed, present: pool.present(id, request.dimension).length, dimension: request.dimension });
  }
  if (progress.status === 'paused') return waitingForOperator(state.round);
  if (state.status === 'collecting') {
    const { round, cohort } = state;
    const { index, count } = course.engine.phaseOf(state);
    const missing = course.engine.missing(state);
    const isAway = (client: (typeof missing)[number]): boolean => pool.find(client) === undefined;
    return waitingForContributions({
      round,
      phase: index,
      phases: count,
      cohort: cohort.length,
      missing,
      away: missing.filter(isAway).length,
      closesAtMs,
      quorumReached,
    });
  }
  if (progress.status !== 'waiting') return null;
  const away = state.members.map(({ client }) => client).filter((client) => pool.find(client) === undefined);
  return waitingForMembers({ round: state.round, needed, present: pool.present(id, course.plan.dimension).length, away });
}
