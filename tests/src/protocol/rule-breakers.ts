import { decodeEnvelope as decodeProto, encodeEnvelope as encodeProto } from '@fedzoo/proto';
import type * as proto from '@fedzoo/proto';
import type { ClientId, Contribution, RunId, RunPlan, Tensor } from '@fedzoo/shared/federation/client';
import { encodeEnvelope } from '@fedzoo/shared/protocol';
import type { ContributionContext, MessageKind, MessageOf } from '@fedzoo/shared/protocol';

/** Random numbers of a rule breaker: an integer in [0, below). */
export type Draw = (below: number) => number;

const run = 'quadratic-7' as RunId;
const d = 4;
const plan: RunPlan = { run, name: 'quadratic', seed: 7, rounds: 50, dimension: d, dtype: 'f64', topK: 3, algorithm: { kind: 'fedzo' } };

/** The open phase that every contribution here is judged against. */
export const openPhase: ContributionContext = {
  plan,
  round: 3,
  phase: 1,
  clients: new Set(['edge-1', 'edge-2'] as ClientId[]),
  tensorShapes: { update: [d], weights: [2, 3] },
};

const tensorOf = (shape: number[], draw: Draw): Tensor => ({
  dtype: 'f64',
  shape,
  values: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => draw(2 ** 20) / 2 ** 20),
});

function contribution(draw: Draw): Contribution {
  const value = draw(200);
  return {
    run,
    round: 3,
    phase: 1,
    client: `edge-${1 + draw(2)}` as ClientId,
    tensors: { update: tensorOf([d], draw), weights: tensorOf([2, 3], draw) },
    queries: value + 3,
    outcomes: { value, infeasible: 1, failed: 1, timedOut: 1 },
    iterateValue: draw(100) - 50,
  };
}

/** A contribution that counts, as long as nothing breaks a rule. */
export const goodContribution = (draw: Draw): Uint8Array => encodeEnvelope({ kind: 'contribution', body: contribution(draw) });

const goodJoin = (draw: Draw): Uint8Array =>
  encodeEnvelope({
    kind: 'join',
    body: { client: 'edge-1' as ClientId, dimension: d, start: tensorOf([d], draw), weight: 1 + draw(9), label: 'process' },
  });

const goodHello = (): Uint8Array =>
  encodeEnvelope({
    kind: 'hello',
    body: { protocolVersionMin: 2, protocolVersionMax: 2, features: ['f32'], hostName: 'lab', softwareVersion: '0.1.0' },
  });

const goodHeartbeat = (draw: Draw): Uint8Array =>
  encodeEnvelope({
    kind: 'heartbeat',
    body: { sentAtMs: draw(2 ** 31), clients: [{ client: 'edge-1' as ClientId, queries: draw(1000) }] },
  });

/** What the rule breakers start from. */
export const GOOD_FRAMES: readonly ((draw: Draw) => Uint8Array)[] = [
  goodContribution,
  goodJoin,
  goodHello,
  goodHeartbeat,
  (draw) => changed({}, draw),
  (draw) => changed({ tensors: [update, weights] }, draw),
  (draw) => changed({ tensors: [], failure: 'no power' }, draw),
  // Elements 1, 2 and 3.
  (draw) => changed({ tensors: [named('update', listed([1, 0, 0], 5, 6, 7)), weights] }, draw),
  (draw) => changedJoin({}, draw),
  () => encodeProto({ ackId: null, hello: helloOf(['a', 'b']) }),
];

type Fields<Message> = { [Field in keyof Message]?: unknown };

/** A good contribution with some fields replaced, written without any check. */
function changed(fields: Fields<proto.Contribution>, draw: Draw): Uint8Array {
  const good = decodeProto(goodContribution(draw)).contribution as proto.Contribution;
  return encodeProto({ ackId: null, contribution: { ...good, ...fields } as proto.Contribution });
}

function changedJoin(fields: Fields<proto.Join>, draw: Draw): Uint8Array {
  const good = decodeProto(goodJoin(draw)).join as proto.Join;
  return encodeProto({ ackId: null, join: { ...good, ...fields } as proto.Join });
}

const doubles = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);
const raw = (shape: number[], data: Uint8Array, dtype = 1): proto.Tensor => ({
  dtype,
  shape,
  data,
  scale: new Uint8Array(0),
  places: null,
});
/** Elements of a tensor [d] at places that are told in these bytes. */
const listed = (places: readonly number[], ...values: number[]): proto.Tensor => ({
  ...raw([d], doubles(...values)),
  places: Uint8Array.from(places),
});
const named = (name: string, tensor: proto.Tensor | null): proto.NamedTensor => ({ name, tensor });
const update = named('update', raw([d], doubles(1, 2, 3, 4)));
const weights = named('weights', raw([2, 3], doubles(1, 2, 3, 4, 5, 6)));

const pick = <Value>(values: readonly Value[], draw: Draw): Value => values[draw(values.length)] as Value;
const notFinite = (draw: Draw): number => pick([Number.NaN, Infinity, -Infinity], draw);
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const BAD_IDS = ['', ' ', 'a b', 'ü', 'a/b', 'a'.repeat(65), '\u0000', '😀'];

function withFlaw(draw: Draw): Uint8Array {
  const values = Array.from({ length: d }, () => draw(100));
  values[draw(d)] = notFinite(draw);
  return doubles(...values);
}

function toHost<Kind extends MessageKind>(message: MessageOf<Kind>): Uint8Array {
  return encodeEnvelope(message);
}

const work = { run, round: 3, phase: 1, client: 'edge-1' as ClientId };

/** Each makes frames that break the one rule it is named after. */
export const RULE_BREAKERS: Readonly<Record<string, (draw: Draw) => Uint8Array>> = {
  // Kind.
  'kind: no frame content': () => new Uint8Array(),
  'kind: no message': (draw) => Uint8Array.of(0x08, draw(128)),
  'kind: a message of a later version': (draw) => Uint8Array.of(0xfa, 0x07, 2, draw(256), draw(256)),
  'kind: two messages': (draw) => joined(goodContribution(draw), goodHello()),
  'kind: one message twice': (draw) => joined(goodContribution(draw), goodContribution(draw)),
  'kind: a task, to the coordinator': (draw) =>
    toHost({ kind: 'task', body: { ...work, clientNumber: 0, iterate: tensorOf([d], draw), tensors: {}, seeds: [], deadlineMs: 0 } }),
  'kind: an acknowledgement, to the coordinator': () => toHost({ kind: 'acknowledgement', body: { ...work, verdict: 'accepted' } }),
  'kind: a second connect': (draw) => toHost({ kind: 'connect', body: { token: String(draw(1000)) } }),
  'kind: connected, to the coordinator': () => toHost({ kind: 'connected', body: { sid: 'abc' } }),
  'kind: a control packet that asks for an answer': (draw) => Uint8Array.of(0x08, draw(128), 0x9a, 0x01, 0),
  'kind: an unknown dtype': (draw) =>
    changed({ tensors: [named('update', raw([d], doubles(1, 2, 3, 4), pick([0, 3, 4, 5, 6, 7, 99], draw))), weights] }, draw),
  // Length.
  'length: cut off': (draw) => {
    const good = goodContribution(draw);
    return good.subarray(0, draw(good.length));
  },
  'length: a byte too many': (draw) => joined(goodContribution(draw), Uint8Array.of(draw(2) * 7)),
  'length: longer than the frame': (draw) => joined(Uint8Array.of(0x1a, 0xff, 0xff, 0xff, 0xff, draw(8)), goodContribution(draw)),
  'length: a number that runs on': (draw) => Uint8Array.of(0x08, ...Array.from({ length: 10 + draw(5) }, () => 0x80 + draw(128)), 1),
  'length: a group': (draw) => joined(goodContribution(draw), Uint8Array.of(0x6b, 0x6c)),
  'length: tensor data too short or too long': (draw) =>
    changed({ tensors: [named('update', raw([d], new Uint8Array(pick([0, 1, 31, 33, 24, 40], draw)))), weights] }, draw),
  // Shape.
  'shape: another product': (draw) =>
    changed({ tensors: [named('update', raw(pick([[], [3], [5], [2, 3], [0]], draw), doubles(1, 2, 3, 4))), weights] }, draw),
  'shape: claims without end': (draw) => {
    const huge = 2 ** 32 - 1 - draw(1000);
    return changed(
      {
        tensors: [
          named(
            'update',
            raw(
              Array.from({ length: 1 + draw(8) }, () => huge),
              doubles(1, 2, 3, 4),
            ),
          ),
          weights,
        ],
      },
      draw,
    );
  },
  'shape: more than eight axes': (draw) =>
    changed(
      {
        tensors: [
          named(
            'update',
            raw(
              Array.from({ length: 9 + draw(30) }, () => 1),
              doubles(1),
            ),
          ),
          weights,
        ],
      },
      draw,
    ),
  'shape: not that of the phase': (draw) =>
    changed({ tensors: [update, named('weights', raw(pick([[3, 2], [6], [1, 6], [2, 3, 1]], draw), doubles(1, 2, 3, 4, 5, 6)))] }, draw),
  'shape: a start that is not of the dimension': (draw) => changedJoin({ dimension: pick([1, 3, 5, 2000], draw) }, draw),
  'shape: no start': (draw) => changedJoin({ start: null }, draw),
  'shape: a tensor missing': (draw) => changed({ tensors: pick([[], [update], [weights]], draw) }, draw),
  'shape: a tensor unknown to the phase': (draw) =>
    changed({ tensors: [update, weights, named(`more${draw(9)}`, raw([1], doubles(1)))] }, draw),
  'shape: a tensor twice': (draw) => changed({ tensors: [update, weights, pick([update, weights], draw)] }, draw),
  'shape: a named tensor without one': (draw) => changed({ tensors: [update, named('weights', null)] }, draw),
  'shape: a dtype that is not the run’s': (draw) =>
    changed({ tensors: [named('update', raw([d], new Uint8Array(Float32Array.of(1, 2, 3, draw(9)).buffer), 2)), weights] }, draw),
  // Places of a sparse tensor.
  'places: beyond the last element': (draw) =>
    changed({ tensors: [named('update', listed(pick([[4], [0, 3], [2, 0, 0], [127], [200, 1]], draw), 1, 2, 3)), weights] }, draw),
  'places: none': (draw) => changed({ tensors: [named('update', listed([])), weights] }, draw),
  'places: a number that is longer than it need be': (draw) =>
    changed(
      {
        tensors: [
          named(
            'update',
            listed(
              pick(
                [
                  [0x80, 0],
                  [0x81, 0],
                  [0x81, 0x80, 0],
                ],
                draw,
              ),
              1,
            ),
          ),
          weights,
        ],
      },
      draw,
    ),
  'places: a number that runs on': (draw) =>
    changed({ tensors: [named('update', listed([...Array.from({ length: 1 + draw(30) }, () => 0x80), 1], 1)), weights] }, draw),
  'places: cut in the middle of a number': (draw) => changed({ tensors: [named('update', listed([draw(2), 0x81], 1)), weights] }, draw),
  'places: more or fewer than elements': (draw) =>
    changed({ tensors: [named('update', listed([0, 0], ...pick([[1], [1, 2, 3], []], draw))), weights] }, draw),
  'places: more than the plan lets travel': (draw) =>
    changed({ tensors: [named('update', listed([0, 0, 0, 0], 1, 2, 3, draw(9))), weights] }, draw),
  'places: of a tensor that is no update': (draw) =>
    changed({ tensors: [update, named('weights', { ...raw([2, 3], doubles(draw(9))), places: Uint8Array.of(draw(6)) })] }, draw),
  'places: of a start': (draw) => changedJoin({ start: listed([0, 0, 0, 0], 0, 0, 0, draw(2)) }, draw),
  // Finite.
  'finite: a tensor': (draw) => changed({ tensors: [named('update', raw([d], withFlaw(draw))), weights] }, draw),
  'finite: an f32 tensor': (draw) =>
    changed({ tensors: [named('update', raw([d], new Uint8Array(Float32Array.of(1, 2, 3, notFinite(draw)).buffer), 2)), weights] }, draw),
  'finite: the value at the iterate': (draw) => changed({ iterateValue: notFinite(draw) }, draw),
  'finite: a start': (draw) => changedJoin({ start: raw([d], withFlaw(draw)) }, draw),
  'finite: a start outside the box': (draw) =>
    changedJoin({ start: raw([d], doubles(0, 1, 0.5, pick([-1e-9, 1.0001, 7, -5], draw))) }, draw),
  'finite: a weight': (draw) => changedJoin({ weight: pick([0, -1, Number.NaN, Infinity], draw) }, draw),
  // Size.
  'size: a frame above the limit': (draw) => joined(goodContribution(draw), new Uint8Array(65_536 + draw(9))),
  'size: too many tensors': (draw) =>
    changed({ tensors: Array.from({ length: 65 + draw(40) }, (_, i) => named(`t${i}`, raw([0], new Uint8Array()))) }, draw),
  'size: a text too long': (draw) => changed({ tensors: [], failure: 'x'.repeat(4097 + draw(1000)) }, draw),
  'size: an empty reason': (draw) => joined(changed({ tensors: [], failure: '' }, draw)),
  'size: queries beyond 2^53': (draw) =>
    changed({ queries: 2 ** 53 * (1 + draw(1000)), outcomes: { value: 2 ** 53 * 4, infeasible: 0, failed: 0, timedOut: 0 } }, draw),
  'size: queries that are not the sum': (draw) => changed({ queries: 500 + draw(1000) }, draw),
  'size: no outcomes': (draw) => changed({ outcomes: null }, draw),
  'size: a dimension beyond the limit': (draw) => changedJoin({ dimension: 2 ** 31 + draw(2 ** 31) }, draw),
  'size: too many features': (draw) =>
    encodeProto({ ackId: null, hello: helloOf(Array.from({ length: 65 + draw(100) }, (_, i) => `f${i}`)) }),
  'size: a feature twice': () => encodeProto({ ackId: null, hello: helloOf(['a', 'b', 'a']) }),
  'size: versions upside down': (draw) =>
    encodeProto({ ackId: null, hello: { ...helloOf([]), protocolVersionMin: 2 + draw(9), protocolVersionMax: 1 } }),
  'size: a clock beyond 2^53': (draw) => encodeProto({ ackId: null, heartbeat: { sentAtMs: 2 ** 53 * (1 + draw(9)), clients: [] } }),
  'size: an ack id beyond 32 bits': (draw) => joined(Uint8Array.of(0x08, 0x80, 0x80, 0x80, 0x80, 0x10), goodHeartbeat(draw)),
  'size: results beside a failure': (draw) => changed({ failure: 'no power' }, draw),
  // Client.
  'client: not in the cohort': (draw) => changed({ client: `edge-${3 + draw(1000)}` }, draw),
  'client: missing or malformed': (draw) => changed({ client: pick(BAD_IDS, draw) }, draw),
  'client: not UTF-8': (draw) => {
    const good = changed({ client: 'QQQQQQ' }, draw);
    const bytes = Uint8Array.from(good);
    bytes[Buffer.from(bytes).indexOf('QQQQQQ') + draw(6)] = 0x80 + draw(128);
    return bytes;
  },
  'client: joins under a malformed name': (draw) => changedJoin({ client: pick(BAD_IDS, draw) }, draw),
  'client: twice in a heartbeat': (draw) =>
    encodeProto({
      ackId: null,
      heartbeat: {
        sentAtMs: draw(1000),
        clients: [
          { client: 'a', queries: 1 },
          { client: 'a', queries: draw(9) },
        ],
      },
    }),
  'client: of another run': (draw) => changed({ run: pick(['other', 'quadratic-8', ...BAD_IDS], draw) }, draw),
  // Phase.
  'phase: a round that is over or to come': (draw) => changed({ round: pick([1, 2, 4, 5, 2 ** 32 - 1], draw) }, draw),
  'phase: round zero': (draw) => changed({ round: 0 }, draw),
  'phase: a phase that is over or to come': (draw) => changed({ phase: pick([0, 2, 3, 2 ** 32 - 1], draw) }, draw),
};

function helloOf(features: string[]): proto.Hello {
  return { protocolVersionMin: 1, protocolVersionMax: 1, features, hostName: '', softwareVersion: '', client: null, run: null };
}
