import { Status, Verdict } from '@fedzoo/proto';
import type * as proto from '@fedzoo/proto';
import type { ClientId, Contribution, OutcomeCounts, RunId, Task } from '../../federation/messages.js';
import { checkCount, checkDistinct, checkFinite, checkId, checkInteger, checkText, checkUint32, UINT32_MAX } from '../field-checks.js';
import { WIRE_LIMITS } from '../limits.js';
import type { Acknowledgement, RunStateMessage } from '../messages.js';
import { ProtocolError } from '../protocol-error.js';
import { enumName, enumNumber, present, required, toNumber } from './body-codec.js';
import type { BodyCodec } from './body-codec.js';
import { checkDifference, differenceFromProto, differenceToProto } from './difference.js';
import { broadcastToProto, checkDense, checkTensor, checkTensors, tensorFromProto, tensorsFromProto, tensorsToProto } from './tensors.js';

const VERDICT_NUMBERS = { accepted: Verdict.VERDICT_ACCEPTED, duplicate: Verdict.VERDICT_DUPLICATE } as const;

const STATUS_NUMBERS = {
  waiting: Status.STATUS_WAITING,
  running: Status.STATUS_RUNNING,
  paused: Status.STATUS_PAUSED,
  completed: Status.STATUS_COMPLETED,
  stopped: Status.STATUS_STOPPED,
  failed: Status.STATUS_FAILED,
} as const;

/** What names one piece of work: the idempotency key of a contribution. */
interface WorkKey {
  readonly run: RunId;
  readonly round: number;
  readonly phase: number;
  readonly client: ClientId;
}

export const taskCodec: BodyCodec<Task, proto.Task> = {
  check(task) {
    checkKey(task, 'task');
    checkInteger(task.clientNumber, 'task.client_number', { max: UINT32_MAX - 1 });
    checkTensor(task.iterate, 'task.iterate');
    checkDense(task.iterate, 'task.iterate');
    if (task.iterate.shape.length !== 1) {
      throw new ProtocolError('shape-mismatch', 'task.iterate.shape', `is [${task.iterate.shape.join()}]; an iterate has one axis`);
    }
    checkTensors(task.tensors, 'task.tensors');
    for (const [name, tensor] of Object.entries(task.tensors)) checkDense(tensor, `task.tensors.${name}`);
    checkCount(task.seeds.length, 'task.seeds', WIRE_LIMITS.maxSeeds);
    for (const seed of task.seeds) checkInteger(seed, 'task.seeds');
    checkInteger(task.deadlineMs, 'task.deadline_ms');
    if (task.version !== undefined) checkUint32(task.version, 'task.version');
    if (task.difference !== undefined) checkDifference(task.difference, task);
  },
  toProto: ({ run, round, phase, client, clientNumber, iterate, tensors, seeds, deadlineMs, version, difference }) => ({
    run,
    round,
    phase,
    client,
    clientNumber,
    iterate: broadcastToProto(iterate, 'task.iterate'),
    tensors: tensorsToProto(tensors, 'task.tensors', broadcastToProto),
    seeds,
    deadlineMs,
    version: version ?? null,
    difference: difference === undefined ? null : differenceToProto(difference),
  }),
  fromProto: ({ run, round, phase, client, clientNumber, iterate, tensors, seeds, deadlineMs, version, difference }, limits) => ({
    run: run as RunId,
    round,
    phase,
    client: client as ClientId,
    clientNumber,
    iterate: tensorFromProto(iterate, 'task.iterate', limits),
    tensors: tensorsFromProto(tensors, 'task.tensors', limits),
    seeds: seeds.map(toNumber),
    deadlineMs: toNumber(deadlineMs),
    ...present('version', version),
    ...(difference === null ? {} : { difference: differenceFromProto(difference) }),
  }),
};

export const contributionCodec: BodyCodec<Contribution, proto.Contribution> = {
  check(contribution) {
    checkKey(contribution, 'contribution');
    const { tensors, queries, outcomes, iterateValue, failure, keeps } = contribution;
    checkTensors(tensors, 'contribution.tensors');
    checkInteger(queries, 'contribution.queries');
    checkOutcomes(outcomes, queries);
    if (iterateValue !== undefined) checkFinite(iterateValue, 'contribution.iterate_value');
    if (keeps !== undefined) checkUint32(keeps, 'contribution.keeps');
    if (failure === undefined) return;
    checkText(failure, 'contribution.failure', { minBytes: 1, maxBytes: WIRE_LIMITS.maxTextBytes });
    if (Object.keys(tensors).length > 0)
      throw new ProtocolError('inconsistent', 'contribution.tensors', 'are there beside a failure; send one or the other');
  },
  toProto: ({ run, round, phase, client, tensors, queries, outcomes, iterateValue, failure, keeps }) => ({
    run,
    round,
    phase,
    client,
    tensors: tensorsToProto(tensors, 'contribution.tensors'),
    queries,
    outcomes,
    iterateValue: iterateValue ?? null,
    failure: failure ?? null,
    keeps: keeps ?? null,
  }),
  fromProto: ({ run, round, phase, client, tensors, queries, outcomes, iterateValue, failure, keeps }, limits) => ({
    run: run as RunId,
    round,
    phase,
    client: client as ClientId,
    tensors: tensorsFromProto(tensors, 'contribution.tensors', limits),
    queries: toNumber(queries),
    outcomes: outcomesFromProto(required(outcomes, 'contribution.outcomes')),
    ...present('iterateValue', iterateValue),
    ...present('failure', failure),
    ...present('keeps', keeps),
  }),
};

export const acknowledgementCodec: BodyCodec<Acknowledgement, proto.Acknowledgement> = {
  check: (acknowledgement) => checkKey(acknowledgement, 'acknowledgement'),
  toProto: (acknowledgement) => ({
    ...acknowledgement,
    verdict: enumNumber(VERDICT_NUMBERS, acknowledgement.verdict, 'acknowledgement.verdict'),
  }),
  fromProto: ({ run, round, phase, client, verdict }) => ({
    run: run as RunId,
    round,
    phase,
    client: client as ClientId,
    verdict: enumName(VERDICT_NUMBERS, verdict, 'acknowledgement.verdict'),
  }),
};

export const runStateCodec: BodyCodec<RunStateMessage, proto.RunState> = {
  check({ run, round, phase, value, queries, waitingFor }) {
    checkId(run, 'run_state.run');
    checkUint32(round, 'run_state.round');
    checkUint32(phase, 'run_state.phase');
    if (value !== undefined) checkFinite(value, 'run_state.value');
    checkInteger(queries, 'run_state.queries');
    checkCount(waitingFor.length, 'run_state.waiting_for', WIRE_LIMITS.maxClientsListed);
    for (const client of waitingFor) checkId(client, 'run_state.waiting_for');
    checkDistinct(waitingFor, 'run_state.waiting_for');
  },
  toProto: (state) => ({ ...state, status: enumNumber(STATUS_NUMBERS, state.status, 'run_state.status'), value: state.value ?? null }),
  fromProto: ({ run, status, round, phase, value, queries, waitingFor }) => ({
    run: run as RunId,
    status: enumName(STATUS_NUMBERS, status, 'run_state.status'),
    round,
    phase,
    ...present('value', value),
    queries: toNumber(queries),
    waitingFor: waitingFor as readonly ClientId[],
  }),
};

function checkKey({ run, round, phase, client }: WorkKey, message: string): void {
  checkId(run, `${message}.run`);
  checkUint32(round, `${message}.round`, 1);
  checkUint32(phase, `${message}.phase`);
  checkId(client, `${message}.client`);
}

function checkOutcomes({ value, infeasible, failed, timedOut }: OutcomeCounts, queries: number): void {
  checkInteger(value, 'contribution.outcomes.value');
  checkInteger(infeasible, 'contribution.outcomes.infeasible');
  checkInteger(failed, 'contribution.outcomes.failed');
  checkInteger(timedOut, 'contribution.outcomes.timed_out');
  const sum = value + infeasible + failed + timedOut;
  if (sum !== queries)
    throw new ProtocolError(
      'inconsistent',
      'contribution.queries',
      `is ${queries} where the outcomes sum to ${sum}; count each evaluation once`,
    );
}

function outcomesFromProto({ value, infeasible, failed, timedOut }: proto.OutcomeCounts): OutcomeCounts {
  return { value: toNumber(value), infeasible: toNumber(infeasible), failed: toNumber(failed), timedOut: toNumber(timedOut) };
}
