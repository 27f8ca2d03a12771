import type * as proto from '@fedzoo/proto';
import type { ClientId, RunId } from '../../federation/messages.js';
import {
  checkCount,
  checkDistinct,
  checkFinite,
  checkId,
  checkInteger,
  checkShortName,
  checkText,
  checkUint32,
  UINT32_MAX,
} from '../field-checks.js';
import { MIN_FRAME_BYTES, WIRE_LIMITS } from '../limits.js';
import type { Heartbeat, Hello, Join, Leave, Welcome } from '../messages.js';
import { ProtocolError } from '../protocol-error.js';
import { present, toNumber } from './body-codec.js';
import type { BodyCodec } from './body-codec.js';
import { checkDense, checkTensor, tensorFromProto, tensorToProto } from './tensors.js';

export const helloCodec: BodyCodec<Hello, proto.Hello> = {
  check(hello) {
    checkUint32(hello.protocolVersionMin, 'hello.protocol_version_min', 1);
    checkInteger(hello.protocolVersionMax, 'hello.protocol_version_max', { min: hello.protocolVersionMin, max: UINT32_MAX });
    checkFeatures(hello.features, 'hello.features');
    checkText(hello.hostName, 'hello.host_name');
    checkText(hello.softwareVersion, 'hello.software_version');
    if (hello.client !== undefined) checkId(hello.client, 'hello.client');
    if (hello.run !== undefined) checkId(hello.run, 'hello.run');
  },
  toProto: (hello) => ({ ...hello, client: hello.client ?? null, run: hello.run ?? null }),
  fromProto: ({ protocolVersionMin, protocolVersionMax, features, hostName, softwareVersion, client, run }) => ({
    protocolVersionMin,
    protocolVersionMax,
    features,
    hostName,
    softwareVersion,
    ...present('client', client as ClientId | null),
    ...present('run', run as RunId | null),
  }),
};

export const welcomeCodec: BodyCodec<Welcome, proto.Welcome> = {
  check(welcome) {
    checkUint32(welcome.protocolVersion, 'welcome.protocol_version', 1);
    checkFeatures(welcome.features, 'welcome.features');
    checkText(welcome.coordinatorName, 'welcome.coordinator_name');
    checkText(welcome.softwareVersion, 'welcome.software_version');
    checkInteger(welcome.heartbeatIntervalMs, 'welcome.heartbeat_interval_ms', { min: 1, max: 3_600_000 });
    checkUint32(welcome.maxFrameBytes, 'welcome.max_frame_bytes', MIN_FRAME_BYTES);
    if (welcome.run !== undefined) checkId(welcome.run, 'welcome.run');
  },
  toProto: (welcome) => ({ ...welcome, run: welcome.run ?? null }),
  fromProto: ({ protocolVersion, features, coordinatorName, softwareVersion, heartbeatIntervalMs, maxFrameBytes, run }) => ({
    protocolVersion,
    features,
    coordinatorName,
    softwareVersion,
    heartbeatIntervalMs,
    maxFrameBytes,
    ...present('run', run as RunId | null),
  }),
};

export const joinCodec: BodyCodec<Join, proto.Join> = {
  check(join, limits) {
    checkId(join.client, 'join.client');
    checkInteger(join.dimension, 'join.dimension', { min: 1, max: limits?.maxDimension ?? UINT32_MAX });
    checkTensor(join.start, 'join.start');
    checkDense(join.start, 'join.start');
    checkStart(join);
    checkFinite(join.weight, 'join.weight');
    if (join.weight <= 0) throw new ProtocolError('out-of-range', 'join.weight', `is ${join.weight}; use a number above 0`);
    checkText(join.label, 'join.label');
  },
  toProto: (join) => ({ ...join, start: tensorToProto(join.start, 'join.start') }),
  fromProto: ({ client, dimension, start, weight, label }, limits) => ({
    client: client as ClientId,
    dimension,
    start: tensorFromProto(start, 'join.start', limits),
    weight,
    label,
  }),
};

export const leaveCodec: BodyCodec<Leave, proto.Leave> = {
  check: (leave) => checkId(leave.client, 'leave.client'),
  toProto: (leave) => leave,
  fromProto: ({ client }) => ({ client: client as ClientId }),
};

export const heartbeatCodec: BodyCodec<Heartbeat, proto.Heartbeat> = {
  check({ sentAtMs, clients }) {
    checkInteger(sentAtMs, 'heartbeat.sent_at_ms');
    checkCount(clients.length, 'heartbeat.clients', WIRE_LIMITS.maxClientsListed);
    for (const { client, queries } of clients) {
      checkId(client, 'heartbeat.clients.client');
      checkInteger(queries, 'heartbeat.clients.queries');
    }
    checkDistinct(
      clients.map(({ client }) => client),
      'heartbeat.clients',
    );
  },
  toProto: (heartbeat) => heartbeat,
  fromProto: ({ sentAtMs, clients }) => ({
    sentAtMs: toNumber(sentAtMs),
    clients: clients.map(({ client, queries }) => ({ client: client as ClientId, queries: toNumber(queries) })),
  }),
};

function checkFeatures(features: readonly string[], field: string): void {
  checkCount(features.length, field, WIRE_LIMITS.maxFeatures);
  for (const feature of features) checkShortName(feature, field);
  checkDistinct(features, field);
}

function checkStart({ start, dimension }: Join): void {
  if (start.dtype !== 'f64') throw new ProtocolError('inconsistent', 'join.start.dtype', `is ${start.dtype}; a starting point is f64`);
  if (start.shape.length !== 1 || start.shape[0] !== dimension) {
    throw new ProtocolError('shape-mismatch', 'join.start.shape', `is [${start.shape.join()}]; join.dimension needs [${dimension}]`);
  }
  const outside = start.values.findIndex((value) => !(value >= 0 && value <= 1));
  if (outside >= 0)
    throw new ProtocolError('out-of-range', `join.start[${outside}]`, `is ${start.values[outside]}; a starting point lies in [0,1]^d`);
}
