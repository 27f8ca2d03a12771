import { WIRE_SCHEMA, type Contribution, type Envelope } from '@fedzoo/proto';
import { describe, expect, it } from 'vitest';
import { createAgentFixture } from '../agent/agent-fixture.js';
import { startFixture } from '../server/coordinator-fixture.js';
import { openFrameTap } from './frame-tap.js';

const CLIENTS = 2;
const EXPERIMENT = {
  name: 'private',
  objective: { kind: 'remote' },
  algorithm: { kind: 'zo-diff2', learningRate: 0.05 },
  rounds: 4,
  privacy: { unit: 'client', epsilon: 20, delta: 1e-3, clip: { restart: 2, difference: 8 }, restart: 2, members: CLIENTS },
  participation: { minimumClients: CLIENTS },
};

const ADAPTED = {
  ...EXPERIMENT,
  privacy: { ...EXPERIMENT.privacy, clip: { restart: { quantile: 0.5, first: 0.1 } }, restart: 1 },
};

/**
 * What a field of a message may be in a private run. `public`: written down by somebody, fixed by the protocol, or a function of the plan and of
 * releases. `count`: how many evaluations the method asks for. `clock`: when something was sent. `release`: what may depend on data, clipped, and
 * noised here or at a coordinator that is trusted. `absent`: it would tell of data, and is never there. `parts`: judged by its own fields.
 */
type Verdict = 'public' | 'count' | 'clock' | 'release' | 'absent' | 'parts';

/** Every field of every message. One that is not here has not been judged, and fails the test. */
const JUDGED: Readonly<Record<string, Readonly<Record<string, Verdict>>>> = {
  Hello: {
    protocolVersionMin: 'public',
    protocolVersionMax: 'public',
    features: 'public',
    hostName: 'public',
    softwareVersion: 'public',
    client: 'public',
    run: 'public',
  },
  Join: { client: 'public', dimension: 'public', start: 'public', weight: 'public', label: 'public' },
  Leave: { client: 'public' },
  Contribution: {
    run: 'public',
    round: 'public',
    phase: 'public',
    client: 'public',
    tensors: 'release',
    queries: 'count',
    outcomes: 'parts',
    iterateValue: 'absent',
    failure: 'absent',
    // A private run refuses `codec.delta`.
    keeps: 'absent',
  },
  OutcomeCounts: { value: 'count', infeasible: 'absent', failed: 'absent', timedOut: 'absent' },
  NamedTensor: { name: 'public', tensor: 'parts' },
  Tensor: { dtype: 'public', shape: 'public', data: 'release', scale: 'absent', places: 'absent' },
  Heartbeat: { sentAtMs: 'clock', clients: 'parts' },
  ClientQueries: { client: 'public', queries: 'count' },
  Error: {
    code: 'public',
    field: 'public',
    text: 'public',
    retriable: 'public',
    run: 'public',
    client: 'public',
    round: 'public',
    phase: 'public',
  },
  Connect: { token: 'public' },
  Disconnect: {},
  Ack: { id: 'public', error: 'parts' },
  // From the coordinator, to every host.
  Connected: { sid: 'public' },
  ConnectError: { message: 'public', error: 'parts' },
  Welcome: {
    protocolVersion: 'public',
    features: 'public',
    coordinatorName: 'public',
    softwareVersion: 'public',
    heartbeatIntervalMs: 'public',
    maxFrameBytes: 'public',
    run: 'public',
  },
  Plan: {
    client: 'public',
    run: 'public',
    name: 'public',
    seed: 'public',
    rounds: 'public',
    dimension: 'public',
    dtype: 'public',
    algorithmJson: 'public',
    topK: 'absent',
    encoding: 'public',
    delta: 'absent',
    privacy: 'parts',
  },
  Privacy: {
    unit: 'public',
    relation: 'public',
    trust: 'public',
    epsilon: 'public',
    delta: 'public',
    dataSet: 'public',
    members: 'public',
    clipRestart: 'public',
    clipDifference: 'public',
    restart: 'public',
    noiseRestart: 'public',
    noiseDifference: 'public',
    samplingRate: 'public',
    budget: 'public',
    clipQuantile: 'public',
    clipRate: 'public',
    countNoise: 'public',
  },
  Task: {
    run: 'public',
    round: 'public',
    phase: 'public',
    client: 'public',
    clientNumber: 'public',
    iterate: 'public',
    tensors: 'public',
    seeds: 'public',
    deadlineMs: 'clock',
    version: 'absent',
    difference: 'absent',
  },
  Difference: { base: 'absent', vectors: 'absent' },
  VectorDifference: { data: 'absent', from: 'absent', name: 'absent' },
  Acknowledgement: { run: 'public', round: 'public', phase: 'public', client: 'public', verdict: 'public' },
  RunState: { run: 'public', status: 'public', round: 'public', phase: 'public', value: 'absent', queries: 'count', waitingFor: 'public' },
};

/** The kinds that a host sends. */
const FROM_HOSTS = ['connect', 'hello', 'join', 'leave', 'contribution', 'heartbeat', 'error', 'disconnect', 'ack'];

/** Fields that are there, by their verdict, with the path that leads to each. */
function found(message: object, type: string, path: string): { path: string; verdict: Verdict | undefined }[] {
  const fields = new Map(Object.values(WIRE_SCHEMA[type] ?? {}).map((field) => [field.name, field]));
  return Object.entries(message as Record<string, unknown>).flatMap(([name, value]) => {
    if (isDefault(value)) return [];
    const here = { path: `${path}.${name}`, verdict: JUDGED[type]?.[name] };
    const inner = fields.get(name)?.message;
    if (inner === undefined || here.verdict === 'public') return [here];
    return [here, ...(Array.isArray(value) ? value : [value]).flatMap((part) => found(part as object, inner, here.path))];
  });
}

/** What is not on the wire. */
function isDefault(value: unknown): boolean {
  if (value === null || value === undefined || value === 0 || value === '' || value === false) return true;
  return (Array.isArray(value) || value instanceof Uint8Array) && value.length === 0;
}

function kindOf(envelope: Envelope): string {
  return Object.entries(envelope).find(([name, value]) => name !== 'ackId' && value !== null && value !== undefined)![0];
}

/** All frames of a private run whose clients minimise a quadratic of this heterogeneity. */
async function frames(heterogeneity: number, experiment: object) {
  const coordinator = await startFixture();
  const tap = await openFrameTap(coordinator.coordinator.url);
  const agents = createAgentFixture(`kind: synthetic\nfunction: quadratic\ndimension: 3\nheterogeneity: ${heterogeneity}\n`);
  try {
    await agents.start({ serverUrl: tap.url, joinToken: coordinator.coordinator.joinToken, clients: CLIENTS });
    const { id } = await coordinator.submit(experiment);
    const run = await coordinator.untilRun(id, ({ status }) => status === 'completed' || status === 'stopped' || status === 'failed');
    expect(run).toMatchObject({ status: 'completed', round: 4 });
    return { id, fromHosts: [...tap.fromHosts], toHosts: [...tap.toHosts], texts: [...tap.texts] };
  } finally {
    await agents.close();
    await tap.close();
    await coordinator.close();
  }
}

describe('what leaves a client of a private run', () => {
  it('is judged field by field, for every kind of message there is', () => {
    const judged = Object.fromEntries(Object.entries(JUDGED).map(([type, fields]) => [type, Object.keys(fields).toSorted()]));
    const there = Object.entries(WIRE_SCHEMA)
      .filter(([type]) => type !== 'Envelope')
      .map(([type, fields]) => [
        type,
        Object.values(fields)
          .map(({ name }) => name)
          .toSorted(),
      ]);
    expect(judged).toEqual(Object.fromEntries(there));
  });

  it.each([
    ['', EXPERIMENT],
    [', where the clip radius is adapted too', ADAPTED],
  ])(
    'is nothing but the released sums and what does not depend on data, whatever the data are%s',
    async (_, experiment) => {
      const [one, other] = [await frames(0.5, experiment), await frames(3, experiment)];
      for (const { fromHosts, toHosts, texts } of [one, other]) {
        expect([...new Set(fromHosts.map(kindOf))].filter((kind) => !FROM_HOSTS.includes(kind))).toEqual([]);
        expect(fromHosts.map(kindOf)).toEqual(expect.arrayContaining(['connect', 'hello', 'join', 'contribution']));
        // Beginning of a connection, ping and pong.
        for (const text of texts) expect(text).toMatch(/^(0\{.*\}|2|3)$/);
        for (const envelope of [...fromHosts, ...toHosts]) {
          const kind = kindOf(envelope);
          const type = `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
          const wrong = found((envelope as unknown as Record<string, object>)[kind]!, type, kind).filter(
            ({ verdict }) => verdict === undefined || verdict === 'absent',
          );
          expect(wrong).toEqual([]);
        }
      }
      expect(contributions(other)).toEqual(contributions(one));
      expect(contributions(one)).toHaveLength(CLIENTS * EXPERIMENT.rounds);
    },
    120_000,
  );
});

/** Contributions of a run without the elements of their sums, in order. */
function contributions({ id, fromHosts }: { id: string; fromHosts: readonly Envelope[] }): object[] {
  return fromHosts
    .flatMap(({ contribution }): Contribution[] => (contribution ? [contribution] : []))
    .map(({ tensors, client, run, ...rest }) => ({
      ...rest,
      client: client.replace(/^.*(?=-\d+$)/, ''),
      isOfRun: run === id,
      tensors: tensors.map(({ name, tensor }) => ({
        name,
        dtype: tensor?.dtype,
        shape: [...(tensor?.shape ?? [])],
        bytes: tensor?.data.length,
      })),
    }))
    .map((entry) => JSON.parse(JSON.stringify(entry)) as { round: number; client: string })
    .toSorted((a, b) => a.round - b.round || (a.client < b.client ? -1 : 1));
}
