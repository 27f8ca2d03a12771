import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Serialisable } from './serialisable.js';
import { createStateLog, decodeState, encodeState, readLogged } from './state-codec.js';

const { state: serialisable } = fc.letrec<{ state: Serialisable }>((tie) => ({
  state: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.string(),
    fc.float64Array({ maxLength: 9 }).map((array) => Float64Array.from(array)),
    fc.array(tie('state'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$f64', '$number', '$$')), tie('state'), {
      maxKeys: 4,
      noNullPrototype: true,
    }) as fc.Arbitrary<Serialisable>,
  ) as fc.Arbitrary<Serialisable>,
}));

describe('the codec of states', () => {
  it('reads back every state bit for bit', () => {
    fc.assert(
      fc.property(serialisable, (state) => {
        expect(decodeState(encodeState(state))).toStrictEqual(state);
      }),
    );
  });

  it('keeps −0, NaN and infinities, in arrays and outside', () => {
    const state = { numbers: [-0, Number.NaN, Number.POSITIVE_INFINITY], array: Float64Array.of(-0, Number.NaN, Number.NEGATIVE_INFINITY) };
    expect(decodeState(encodeState(state))).toStrictEqual(state);
  });

  it('gives every array memory of its own, so that handing one on does not hand on the whole state', () => {
    const state = decodeState(encodeState({ small: Float64Array.of(1), large: new Float64Array(1000) })) as { small: Float64Array };
    expect(state.small.buffer.byteLength).toBe(8);
  });

  it('refuses bytes that are not a state, and states that are cut', () => {
    const bytes = encodeState({ array: Float64Array.of(1, 2, 3) });
    expect(() => decodeState(Uint8Array.of(1, 2, 3))).toThrow(/magic number/);
    expect(() => decodeState(bytes.subarray(0, bytes.length - 8))).toThrow(/is cut/);
    expect(() => decodeState(bytes.subarray(0, 12))).toThrow(/is cut/);
  });

  it('refuses what cannot be read back', () => {
    expect(() => encodeState({ map: new Map() } as unknown as Serialisable)).toThrow(/neither JSON nor a Float64Array/);
    expect(() => encodeState((() => 1) as unknown as Serialisable)).toThrow(/function/);
  });
});

describe('a log of states', () => {
  it('writes an array that two states share once, and reads both states back', () => {
    const shared = Float64Array.from({ length: 100 }, (_, i) => 1 / i);
    const log = createStateLog();
    const first = { shared, own: Float64Array.of(1) };
    const second = { own: Float64Array.of(2, 3), list: [shared] };
    const one = log.append(first);
    const two = log.append(second);
    expect([one.added.length, two.added.length]).toEqual([101 * 8, 2 * 8]);
    const store = Uint8Array.from([...one.added, ...two.added]);
    expect(readLogged(one.text, store)).toStrictEqual(first);
    expect(readLogged(two.text, store)).toStrictEqual(second);
  });
});
