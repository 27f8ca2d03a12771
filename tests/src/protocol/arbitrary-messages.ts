import type { ClientId, RunId, RunPlan, Tensor } from '@fedzoo/shared/federation/client';
import { createStream, roundToDtype } from '@fedzoo/shared/numeric';
import type { ErrorMessage, Message, MessageBodies, MessageKind } from '@fedzoo/shared/protocol';
import fc from 'fast-check';

const LETTERS = 'ABCXYZabcxyz0189._-'.split('');
const finite = { noNaN: true, noDefaultInfinity: true } as const;

/** Records as this project makes them: plain objects. */
const record = <Value extends object>(model: { [Key in keyof Value]: fc.Arbitrary<Value[Key]> }): fc.Arbitrary<Value> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<Value>;

const id = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 64 });
const client = id.map((text) => text as ClientId);
const run = id.map((text) => text as RunId);
const shortName = fc.string({ unit: fc.constantFrom(...'abz09-'.split('')), minLength: 1, maxLength: 64 });
const tensorName = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 10 }).map((rest) => `t${rest}`);
const name = fc.string({ unit: 'binary', maxLength: 60 });
const longText = fc.string({ unit: 'binary', maxLength: 500 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const positive = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const version = fc.integer({ min: 1, max: 2 ** 32 - 2 });
const safe = fc.maxSafeNat();
const count = fc.integer({ min: 0, max: 2 ** 51 - 1 });
const double = fc.double(finite);

const shape = fc.oneof(fc.constant<number[]>([]), fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 }));
const elements = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1);

/** Which draws they are is of no account: what is rounded is what is sent. */
const rounding = createStream({ seed: 1, client: 0, round: 1, purpose: 'rounding' });

function tensorOf(sizes: number[]): fc.Arbitrary<Tensor> {
  const length = { minLength: elements(sizes), maxLength: elements(sizes) };
  return fc.oneof(
    fc.array(double, length).map((values): Tensor => ({ dtype: 'f64', shape: sizes, values: Float64Array.from(values) })),
    fc.array(fc.float(finite), length).map((values): Tensor => ({ dtype: 'f32', shape: sizes, values: Float64Array.from(values) })),
    fc
      .tuple(
        fc.constantFrom('f16' as const, 'bf16' as const, 'q8' as const),
        fc.array(fc.double({ ...finite, min: -6e4, max: 6e4 }), length),
      )
      .map(([dtype, values]): Tensor => ({ dtype, shape: sizes, values: roundToDtype(Float64Array.from(values), dtype, { rounding }) })),
    fc.array(fc.constantFrom(-1, 1), length).map((values): Tensor => ({ dtype: 'sign', shape: sizes, values: Float64Array.from(values) })),
    fc.array(fc.nat(255), length).map((values): Tensor => ({ dtype: 'u8', shape: sizes, values: Float64Array.from(values) })),
  );
}

const tensor = shape.chain(tensorOf);
/** Some of the elements of a vector, at places of one or two bytes. */
const sparse = fc
  .uniqueArray(fc.nat(16_383), { minLength: 1, maxLength: 12 })
  .chain((places) =>
    tensorOf([places.length]).map((listed): Tensor => ({ ...listed, shape: [16_384], indices: Float64Array.from(places).sort() })),
  );
const tensors = fc.dictionary(tensorName, tensor, { maxKeys: 4, noNullPrototype: true });
const dimension = fc.integer({ min: 1, max: 12 });
const iterate = dimension.chain((d) => tensorOf([d]));

/** Leaves out what is undefined, as the message types ask. */
function compact<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}

const optional = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(arbitrary, { nil: undefined });
const keyed = { run, round: positive, phase: uint32, client };

const error = record({
  code: shortName,
  field: name,
  text: longText,
  retriable: fc.boolean(),
  run: optional(run),
  client: optional(client),
  round: optional(positive),
  phase: optional(uint32),
}).map((value) => compact(value) as ErrorMessage);

/** Plain JSON without what JSON cannot carry (−0) and without keys the wire refuses. */
const json = fc
  .jsonValue({ maxDepth: 4 })
  .map((value): unknown => JSON.parse(JSON.stringify(value), (key, member) => (key === '__proto__' ? undefined : member)));

const share = fc.double({ ...finite, min: 0, max: 1, minExcluded: true, maxExcluded: true });
const above = fc.double({ ...finite, min: 0, minExcluded: true });
const kinds = record({
  unit: fc.constantFrom('record', 'client'),
  relation: fc.constantFrom('add-remove', 'replace-one'),
  trust: fc.constantFrom('central', 'local'),
});
const privacy = record({
  kinds,
  epsilon: above,
  more: above,
  delta: share,
  dataSet: name.map((text) => `n${text}`.slice(0, 50)),
  members: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  clip: record({
    restart: above,
    difference: above,
    adapted: optional(record({ quantile: share, rate: fc.double({ ...finite, min: 0, max: 1, minExcluded: true }), countNoise: above })),
  }).map(compact),
  restart: positive,
  noise: record({ restart: above, difference: above }),
  samplingRate: optional(share),
}).map(({ kinds: named, more, ...rest }) => compact({ ...named, ...rest, budget: Math.max(rest.epsilon, more) }));

const plan = record({
  run,
  name: name.map((text) => `n${text}`),
  seed: safe,
  rounds: positive,
  dimension,
  dtype: fc.constantFrom('f64', 'f32', 'f16', 'bf16', 'q8'),
  delta: optional(fc.boolean()),
  encoding: optional(name.map((text) => `n${text}`)),
  part: optional(fc.double({ ...finite, min: 0, max: 1 })),
  privacy: optional(privacy),
  algorithm: record({ kind: shortName, option: json }).map((value) => compact(value) as RunPlan['algorithm']),
}).map(({ part, ...rest }) => compact({ ...rest, topK: part === undefined ? undefined : Math.max(1, Math.ceil(part * rest.dimension)) }));

const contribution = record({
  ...keyed,
  tensors: fc.dictionary(tensorName, fc.oneof(tensor, sparse), { maxKeys: 4, noNullPrototype: true }),
  outcomes: record({ value: count, infeasible: count, failed: count, timedOut: count }),
  iterateValue: optional(double),
  failure: optional(longText.filter((text) => text.length > 0)),
  keeps: optional(uint32),
}).map(({ outcomes, ...rest }) =>
  compact({
    ...rest,
    tensors: rest.failure === undefined ? rest.tensors : {},
    outcomes,
    queries: outcomes.value + outcomes.infeasible + outcomes.failed + outcomes.timedOut,
  }),
);

const NO_ITERATE: Tensor = { dtype: 'f64', shape: [0], values: new Float64Array(0) };
const difference = record({
  base: uint32,
  vectors: fc.uniqueArray(
    record({ name: fc.oneof(fc.constant(''), tensorName), from: fc.nat(64), bytes: fc.uint8Array({ maxLength: 40 }) }),
    { maxLength: 4, selector: (vector) => vector.name },
  ),
});

const unitVector = dimension.chain((d) =>
  fc
    .array(fc.double({ ...finite, min: 0, max: 1 }), { minLength: d, maxLength: d })
    .map((values): Tensor => ({ dtype: 'f64', shape: [d], values: Float64Array.from(values) })),
);

const bodies: { readonly [Kind in MessageKind]: fc.Arbitrary<unknown> } = {
  hello: record({
    protocolVersionMin: version,
    above: fc.nat(1),
    features: fc.uniqueArray(shortName, { maxLength: 5 }),
    hostName: name,
    softwareVersion: name,
    client: optional(client),
    run: optional(run),
  }).map(({ above, ...rest }) => compact({ ...rest, protocolVersionMax: rest.protocolVersionMin + above })),
  welcome: record({
    protocolVersion: positive,
    features: fc.uniqueArray(shortName, { maxLength: 5 }),
    coordinatorName: name,
    softwareVersion: name,
    heartbeatIntervalMs: fc.integer({ min: 1, max: 3_600_000 }),
    maxFrameBytes: fc.integer({ min: 16_384, max: 2 ** 32 - 1 }),
    run: optional(run),
  }).map(compact),
  join: record({ client, start: unitVector, weight: fc.double({ ...finite, min: Number.MIN_VALUE }), label: name }).map((value) => ({
    ...value,
    dimension: value.start.values.length,
  })),
  leave: record({ client }),
  plan: record({ client, plan }),
  task: record({
    ...keyed,
    clientNumber: fc.integer({ min: 0, max: 2 ** 32 - 2 }),
    iterate,
    tensors,
    seeds: fc.array(safe, { maxLength: 6 }),
    deadlineMs: safe,
    version: optional(uint32),
    difference: optional(difference),
  }).map(({ difference: told, ...rest }) => {
    const vectors = told?.vectors.filter(({ name: vector }) => !Object.hasOwn(rest.tensors, vector));
    const isIterateTold = vectors?.some(({ name: vector }) => vector === '') === true;
    return compact({
      ...rest,
      iterate: isIterateTold ? NO_ITERATE : rest.iterate,
      difference: told === undefined ? undefined : { base: told.base, vectors },
    });
  }),
  contribution,
  acknowledgement: record({ ...keyed, verdict: fc.constantFrom('accepted', 'duplicate') }),
  runState: record({
    run,
    status: fc.constantFrom('waiting', 'running', 'paused', 'completed', 'stopped', 'failed'),
    round: uint32,
    phase: uint32,
    value: optional(double),
    queries: safe,
    waitingFor: fc.uniqueArray(client, { maxLength: 5 }),
  }).map(compact),
  heartbeat: record({
    sentAtMs: safe,
    clients: fc.uniqueArray(record({ client, queries: safe }), { maxLength: 5, selector: (entry) => entry.client }),
  }),
  error,
  connect: record({ token: longText.map((text) => text.slice(0, 100).replace(/\p{Surrogate}/gu, '')) }),
  connected: record({ sid: fc.string({ unit: fc.constantFrom(...'AZaz09_-'.split('')), minLength: 1, maxLength: 20 }) }),
  connectError: record({ message: longText, error: optional(error) }).map(compact),
  disconnect: fc.constant({}),
  ack: record({
    id: uint32,
    reply: fc.oneof(
      fc.constant({ ok: true }),
      error.map((value) => ({ ok: false, error: value })),
    ),
  }),
};

const EVENT_KINDS = [
  'hello',
  'welcome',
  'join',
  'leave',
  'plan',
  'task',
  'contribution',
  'acknowledgement',
  'runState',
  'heartbeat',
  'error',
];

export const MESSAGE_KINDS = Object.keys(bodies) as readonly MessageKind[];

/** Any valid message of a kind; events with and without a wish for an answer. */
export function messageOfKind(kind: MessageKind): fc.Arbitrary<Message> {
  const ackId = EVENT_KINDS.includes(kind) ? optional(uint32) : fc.constant(undefined);
  return record({ body: bodies[kind] as fc.Arbitrary<MessageBodies[typeof kind]>, ackId }).map(
    (rest) => compact({ kind, ...rest }) as Message,
  );
}

/** Any valid message. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(...MESSAGE_KINDS.map(messageOfKind));
