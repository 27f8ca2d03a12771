import {
  CLOSING_PHASE,
  createRoundEngine,
  createServerHalf,
  type ClientId,
  type PhaseSummary,
  type RoundEngine,
  type RunPlan,
  type RunReleases,
  type RunState,
} from '@fedzoo/shared/federation/server';
import { maxFrameBytesFor } from '@fedzoo/shared/protocol';
import type { StoredRound } from '../store/store.js';
import type { PresentClient } from './client-pool.js';
import { fillValue, FIRST_ROW, nextRow } from './round-rows.js';
import type { RunPorts } from './run-ports.js';
import { withRow, type RunProgress } from './run-progress.js';
import type { RunRequest } from './run-request.js';
import type { RunStart } from './run-start.js';
import { stopReason, type StopReason } from '@fedzoo/shared/telemetry';

/** A run that has begun: what is fixed from then on. */
export interface Course {
  readonly plan: RunPlan;
  readonly engine: RoundEngine;
  /** What one frame of the run may need. */
  readonly frameBytes: number;
}

/** Where a run stands. */
export interface Position {
  readonly state: RunState;
  readonly progress: RunProgress;
  /** The iterate of the last complete round. */
  readonly iterate: Float64Array;
}

/** A move that is to be written down: the new position, and the rows that are new or changed. */
export interface Move {
  readonly position: Position;
  readonly rounds: readonly StoredRound[];
}

export function courseOf(plan: RunPlan, request: RunRequest, { measure, kernels }: Pick<RunPorts, 'measure' | 'kernels'>): Course {
  const server = createServerHalf(plan, kernels);
  const engine = createRoundEngine({ plan, server, selection: request.selection, measure });
  const elements = server.phases.map((_, phase) =>
    Object.values(server.expects(phase, plan)).reduce((sum, shape) => sum + product(shape), 0),
  );
  return { plan, engine, frameBytes: maxFrameBytesFor(plan.dimension, Math.max(...elements)) };
}

function product(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

/** The start: members are numbered in the order given, row 0 is x0. */
export function begin(
  request: RunRequest,
  start: RunStart,
  given: { readonly progress: RunProgress; readonly course: Course; readonly nowMs: number },
): Move {
  const state = given.course.engine.init(start.start, start.members);
  const status = request.stepwise ? 'paused' : 'running';
  const progress = withRow({ ...given.progress, status, startedAtMs: given.nowMs }, FIRST_ROW);
  const iterate = state.server.iterate;
  return { position: { state, progress, iterate }, rounds: [{ row: FIRST_ROW, iterate }] };
}

interface PhaseOpening {
  readonly request: RunRequest;
  readonly course: Course;
  readonly deadlineMs: number;
  /** Draws who takes part in a round of a sampled private run. */
  readonly cohort: RunReleases['cohort'];
}

/**
 * The next phase opened. A round's first takes in those who joined since the last one, and draws its cohort among those who are here, or, in a
 * sampled private run, among all members by `cohort`; undefined while those who are here are too few. At the end of a run whose last value is unknown it is the closing phase.
 */
export function openPhase(
  position: Position,
  present: readonly PresentClient[],
  { request, cohort, ...given }: PhaseOpening,
): Position | undefined {
  const { engine } = given.course;
  let { state } = position;
  let available: ReadonlySet<ClientId> | 'all' = 'all';
  if (engine.phaseOf(state).index === 0) {
    if (present.length < request.minimumClients) return undefined;
    const known = new Set(state.members.map(({ client }) => client));
    for (const { client, weight } of present) if (!known.has(client)) state = engine.addMember(state, client, weight);
    available = cohort?.(state.members.map(({ client }) => client)) ?? new Set(present.map(({ client }) => client));
  }
  const closes = isClosingDue(position, request, engine);
  state = closes ? engine.openClosing(state, available, given.deadlineMs) : engine.openPhase(state, available, given.deadlineMs);
  return { ...position, state, progress: { ...position.progress, status: 'running' } };
}

/** Whether the run is to end, but for the value of its last iterate, which the method would have asked for in a next round only. */
function isClosingDue(position: Position, request: RunRequest, engine: RoundEngine): boolean {
  const { state, progress } = position;
  const isUnknown = progress.row !== null && progress.row.value === null;
  return request.finalValue && isUnknown && engine.canOpenClosing(state) && endingOf(position, request) !== null;
}

/** The end of a run whose last value stays unknown because those who would have to be asked are not here: a run that is done waits for nobody. */
export function endWithoutValue(
  position: Position,
  request: RunRequest,
  given: { readonly course: Course; readonly nowMs: number },
): Position | undefined {
  if (!isClosingDue(position, request, given.course.engine)) return undefined;
  return { ...position, progress: ended(position.progress, endingOf(position, request) ?? 'rounds', given.nowMs) };
}

/** What ends the run now that a round is closed; null: nothing, the next one may begin. A function of what is stored. */
function endingOf({ state, progress: { row } }: Position, request: RunRequest): StopReason | null {
  const rule = row === null ? undefined : stopReason(request.stop, row);
  return rule ?? (state.status === 'finished' ? 'rounds' : null);
}

/** The open phase closed with what is there: rows, stop rules (after a round, before the next), and whether the run rests now. */
export function closePhase(
  position: Position,
  request: RunRequest,
  given: { readonly course: Course; readonly released: Float64Array | undefined; readonly seconds: number; readonly nowMs: number },
): Move & { readonly summary: PhaseSummary } {
  const { state, summary } = given.course.engine.closePhase(position.state, given.released);
  const before = position.progress.row ?? FIRST_ROW;
  const { queries, bytesUp, bytesDown } = state.totals;
  const cumulative = { queries, bytesUp, bytesDown, seconds: given.seconds };
  if (summary.phase === CLOSING_PHASE) {
    // The closing phase: it belongs to the last row, whose value and totals it completes. What ended the run is what the row said before.
    const row = fillValue({ ...before, ...cumulative }, summary.values);
    const progress = ended(withRow(position.progress, row), endingOf(position, request) ?? 'rounds', given.nowMs);
    return { position: { ...position, state, progress }, rounds: [{ row, iterate: position.iterate }], summary };
  }
  const filled = fillValue(before, summary.values);
  const rounds: StoredRound[] = filled === before ? [] : [{ row: filled, iterate: position.iterate }];
  let progress = withRow(position.progress, filled);
  if (!summary.roundClosed) return { position: { ...position, state, progress }, rounds, summary };

  const row = nextRow(filled, { round: summary.round, ...cumulative, clients: summary.contributed.length }, summary.values);
  const iterate = state.server.iterate;
  progress = withRow(progress, row);
  const closed: Position = { state, progress, iterate };
  const ending = endingOf(closed, request);
  if (ending === null && request.stepwise) progress = { ...progress, status: 'paused' };
  else if (ending !== null && !isClosingDue(closed, request, given.course.engine)) progress = ended(progress, ending, given.nowMs);
  return { position: { ...closed, progress }, rounds: [...rounds, { row, iterate }], summary };
}

function ended(progress: RunProgress, stopped: StopReason, nowMs: number): RunProgress {
  return { ...progress, status: stopped === 'rounds' ? 'completed' : 'stopped', stopped, finishedAtMs: nowMs };
}
