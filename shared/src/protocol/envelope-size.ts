import type { Contribution, Difference, NamedTensors, Task, Tensor } from '../federation/messages.js';
import { dataBytes, scaleBytes } from './codec/element-sizes.js';
import { placesBytes } from './codec/places.js';
import { utf8Bytes } from './field-checks.js';

// Every field number of version 1 that is counted here is below 16, so a tag takes one byte.
const TAG = 1;

/** Bytes of the frame that carries this task: `encodeEnvelope({ kind: 'task', body }).length`, without encoding. O(tensors + seeds). */
export function taskBytes(task: Task): number {
  const body =
    keyBytes(task) +
    integerField(task.clientNumber) +
    delimited(tensorBytes(task.iterate)) +
    namedTensorsBytes(task.tensors) +
    packed(task.seeds) +
    integerField(task.deadlineMs) +
    optionalInteger(task.version) +
    (task.difference === undefined ? 0 : delimited(differenceBytes(task.difference)));
  return delimited(body);
}

/** Bytes of the frame that carries this contribution: `encodeEnvelope({ kind: 'contribution', body }).length`, without encoding. O(tensors). */
export function contributionBytes(contribution: Contribution): number {
  const { tensors, queries, outcomes, iterateValue, failure, keeps } = contribution;
  const counts =
    integerField(outcomes.value) + integerField(outcomes.infeasible) + integerField(outcomes.failed) + integerField(outcomes.timedOut);
  const body =
    keyBytes(contribution) +
    namedTensorsBytes(tensors) +
    integerField(queries) +
    delimited(counts) +
    (iterateValue === undefined ? 0 : TAG + 8) +
    (failure === undefined ? 0 : delimited(utf8Bytes(failure))) +
    optionalInteger(keeps);
  return delimited(body);
}

function keyBytes({ run, round, phase, client }: Task | Contribution): number {
  return delimited(run.length) + integerField(round) + integerField(phase) + delimited(client.length);
}

function namedTensorsBytes(tensors: NamedTensors): number {
  let bytes = 0;
  for (const name of Object.keys(tensors)) {
    bytes += delimited(delimited(name.length) + delimited(tensorBytes(tensors[name] as Tensor)));
  }
  return bytes;
}

function tensorBytes({ dtype, shape, values, indices }: Tensor): number {
  const places = indices === undefined ? 0 : delimited(placesBytes(indices));
  return TAG + 1 + packed(shape) + bytesField(dataBytes(dtype, values.length)) + bytesField(scaleBytes(dtype, values.length)) + places;
}

function differenceBytes({ base, vectors }: Difference): number {
  let bytes = integerField(base);
  for (const { name, from, bytes: data } of vectors)
    bytes += delimited(bytesField(name.length) + integerField(from) + bytesField(data.length));
  return bytes;
}

/** Bytes with implicit presence: none are left out. */
function bytesField(bytes: number): number {
  return bytes === 0 ? 0 : delimited(bytes);
}

function packed(values: readonly number[]): number {
  if (values.length === 0) return 0;
  let bytes = 0;
  for (const value of values) bytes += varint(value);
  return delimited(bytes);
}

/** A field whose value is measured: tag, length, value. */
function delimited(bytes: number): number {
  return TAG + varint(bytes) + bytes;
}

/** An integer with implicit presence: 0 is left out. */
function integerField(value: number): number {
  return value === 0 ? 0 : TAG + varint(value);
}

/** An integer with explicit presence: 0 is sent. */
function optionalInteger(value: number | undefined): number {
  return value === undefined ? 0 : TAG + varint(value);
}

function varint(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
