import { describe, expect, it } from 'vitest';
import type { ClientId, RunId, RunPlan } from '../../federation/messages.js';
import { limitsFor } from '../limits.js';
import { decodeEnvelope, encodeEnvelope } from './envelope.js';
import { planCodec } from './plan.js';

const plan: RunPlan = {
  run: 'r' as RunId,
  name: 'n',
  seed: 2 ** 53 - 1,
  rounds: 1,
  dimension: 2,
  dtype: 'f64',
  algorithm: { kind: 'fedzo' },
};
const withAlgorithm = (algorithm: unknown) => ({
  client: 'c' as ClientId,
  plan: { ...plan, algorithm: algorithm as RunPlan['algorithm'] },
});
const limits = limitsFor(65_536);

describe('the algorithm of a plan', () => {
  it('comes back as it was, numbers to the last bit', () => {
    const body = withAlgorithm({ kind: 'fzoos', rate: 0.1 + 0.2, tiny: 5e-324, nested: { list: [1, 'ü', null, true, { deep: {} }] } });
    expect(decodeEnvelope(encodeEnvelope({ kind: 'plan', body }), limits)).toStrictEqual({ ok: true, message: { kind: 'plan', body } });
  });

  it.each([
    ['NaN', { kind: 'x', a: Number.NaN }],
    ['infinity', { kind: 'x', a: [Infinity] }],
    ['minus zero', { kind: 'x', a: -0 }],
    ['undefined', { kind: 'x', a: undefined }],
    ['a typed array', { kind: 'x', a: new Float64Array(1) }],
    ['half a surrogate pair', { kind: 'x', a: '\ud800' }],
    ['no kind', { a: 1 }],
    ['a list', [1]],
    ['null', null],
    ['a key __proto__', JSON.parse('{"kind":"x","__proto__":{}}')],
    ['too much text', { kind: 'x'.repeat(65_536) }],
  ])('is refused with %s', (_name, algorithm) => {
    expect(() => encodeEnvelope({ kind: 'plan', body: withAlgorithm(algorithm) })).toThrow(/plan\.algorithm_json/);
  });

  it('comes with how much of an update is sent, at most all of it, and a word on the choice', () => {
    const body = { client: 'c' as ClientId, plan: { ...plan, topK: 2, encoding: 'two of three' } };
    expect(decodeEnvelope(encodeEnvelope({ kind: 'plan', body }), limits)).toStrictEqual({ ok: true, message: { kind: 'plan', body } });
    for (const topK of [0, 3, 1.5])
      expect(() => encodeEnvelope({ kind: 'plan', body: { ...body, plan: { ...plan, topK } } })).toThrow(/plan\.top_k: is/);
    for (const encoding of ['', 'x'.repeat(257)])
      expect(() => encodeEnvelope({ kind: 'plan', body: { ...body, plan: { ...plan, encoding } } })).toThrow(/plan\.encoding: has/);
  });

  it('is refused beyond sixteen levels, also when it was received', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 16; level++) deep = [deep];
    expect(() => planCodec.check(withAlgorithm({ kind: 'x', deep }), limits)).toThrow(/more than 16 levels/);
  });

  it('is refused when its text is no JSON object', () => {
    const received = {
      client: 'c',
      run: 'r',
      name: 'n',
      seed: 1,
      rounds: 1,
      dimension: 2,
      dtype: 1,
      topK: null,
      encoding: null,
      privacy: null,
      delta: null,
    };
    for (const algorithmJson of ['', '{', '{"kind":"x"} 1'])
      expect(() => planCodec.fromProto({ ...received, algorithmJson }, limits)).toThrow(/is not JSON/);
  });
});
