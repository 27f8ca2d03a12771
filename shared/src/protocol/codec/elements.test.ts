import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteTensor, signTensor, vectorTensor } from '../../federation/tensor.js';
import type { Tensor } from '../../federation/messages.js';
import { roundToDtype } from '../../numeric/dtype.js';
import { createStream } from '../../numeric/random-stream.js';
import { limitsFor } from '../limits.js';
import { tensorFromProto, tensorToProto } from './tensors.js';

const limits = limitsFor(65_536);
const rounding = () => createStream({ seed: 1, client: 0, round: 1, purpose: 'rounding' });
const F16 = 3;
const Q8 = 5;
const SIGN = 8;
const tensorOf = (dtype: Tensor['dtype'], ...values: number[]): Tensor => ({
  dtype,
  shape: [values.length],
  values: Float64Array.from(values),
});
const bytes = (...each: number[]): Uint8Array => Uint8Array.from(each);
const hex = (data: Uint8Array): string => [...data].map((byte) => byte.toString(16).padStart(2, '0')).join('');

describe('the encodings of elements', () => {
  it.each([
    [tensorOf('f64', 1, -2.5), '000000000000f03f00000000000004c0', ''],
    [tensorOf('f32', 1, -2.5), '0000803f000020c0', ''],
    [tensorOf('f16', 1, -2.5, 2 ** -24, -0), '003c00c101000080', ''],
    [tensorOf('bf16', 1, -2.5, 2 ** -133, -0), '803f20c001000080', ''],
    [tensorOf('q8', 63.5, -63.5, 0, 32), '7f810040', '0000003f'],
    [tensorOf('q8', 0, 0), '0000', '00000000'],
    [tensorOf('u8', 0, 1, 255), '0001ff', ''],
    [tensorOf('sign', 1, -1, -1, 1, 1, 1, 1, 1, -1), '0601', '0000803f'],
  ])('write %o as its bytes', (tensor, data, scale) => {
    const proto = tensorToProto(tensor, 't');
    expect([hex(proto.data), hex(proto.scale)]).toEqual([data, scale]);
    expect(tensorFromProto(proto, 't', limits)).toStrictEqual(tensor);
  });

  it('change no bit of what was rounded, whatever was rounded', () => {
    const double = fc.double({ noNaN: true, min: -60_000, max: 60_000 });
    fc.assert(
      fc.property(fc.constantFrom('f64', 'f32', 'f16', 'bf16', 'q8'), fc.array(double, { maxLength: 600 }), (dtype, values) => {
        const rounded = roundToDtype(Float64Array.from(values), dtype, { rounding: rounding() });
        const tensor = vectorTensor(Float64Array.from(values), dtype, rounding());
        expect(tensor.values).toStrictEqual(rounded);
        expect(tensorFromProto(tensorToProto(tensor, 't'), 't', limits)).toStrictEqual(tensor);
      }),
      { seed: 1 },
    );
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (signs) => {
        const tensor = signTensor(Float64Array.from(signs, (plus) => (plus ? 0.75 : -0.75)));
        expect(tensorFromProto(tensorToProto(tensor, 't'), 't', limits)).toStrictEqual(tensor);
      }),
      { seed: 1 },
    );
  });

  it('refuse to send what was not rounded', () => {
    for (const tensor of [
      tensorOf('f16', 1, 0.1),
      tensorOf('bf16', 1, 1 + 2 ** -8),
      tensorOf('q8', 127, 0.5),
      tensorOf('q8', 127, -0),
      tensorOf('u8', 1, 1.5),
      tensorOf('u8', 1, 256),
      tensorOf('u8', 1, -0),
      tensorOf('sign', 1, 2),
      tensorOf('sign', 1, 0),
    ]) {
      expect(() => tensorToProto(tensor, 't')).toThrow(/^t\[1\]: is .* does not hold exactly/);
    }
    expect(() => tensorToProto(tensorOf('sign', 0, 0), 't')).toThrow(/^t\[0\]: is 0/);
    expect(() => signTensor(Float64Array.of(1, -2))).toThrow(/element 1 is -2/);
    expect(() => byteTensor(Float64Array.of(1, 300))).toThrow(/element 1 is 300/);
  });

  it('refuse codes and scales that break a rule', () => {
    const q8 = (data: Uint8Array, scale: Uint8Array) => () =>
      tensorFromProto({ dtype: Q8, shape: [data.length], data, scale, places: null }, 't', limits);
    const one = bytes(0, 0, 0x80, 0x3f);
    expect(q8(bytes(127, 1), one)).not.toThrow();
    expect(q8(bytes(126, 1), one)).toThrow(/t\.data: has 126 as largest code of block 0; its scale asks for 127/);
    expect(q8(bytes(0x80, 127), one)).toThrow(/has 128/);
    expect(q8(bytes(127, 1), bytes(0, 0, 0, 0))).toThrow(/asks for 0/);
    expect(q8(bytes(127), bytes(0, 0, 0xc0, 0x7f))).toThrow(/t\.scale\[0\]: is NaN; a scale is finite/);
    expect(q8(bytes(127), bytes(0, 0, 0x80, 0x7f))).toThrow(/is Infinity/);
    expect(q8(bytes(127), bytes(0, 0, 0x80, 0xbf))).toThrow(/is -1; a scale is 2\^-126 or above/);
    expect(q8(bytes(127), bytes(1, 0, 0, 0))).toThrow(/2\^-126/);
    expect(q8(bytes(0), bytes(0, 0, 0, 0x80))).toThrow(/is 0; a scale/);
    expect(q8(bytes(127, 1), bytes())).toThrow(/t\.scale: has 0 bytes; \[2\] of q8 needs 4/);
    const sign = (shape: number[], data: Uint8Array, scale: Uint8Array) => () =>
      tensorFromProto({ dtype: SIGN, shape, data, scale, places: null }, 't', limits);
    expect(sign([3], bytes(7), one)).not.toThrow();
    expect(sign([3], bytes(8), one)).toThrow(/has bits behind element 2/);
    expect(sign([3], bytes(7), bytes(0, 0, 0, 0))).toThrow(/t\.scale: is 0/);
    expect(sign([9], bytes(7), one)).toThrow(/t\.data: has 1 bytes; \[9\] of sign needs 2/);
    expect(sign([0], bytes(), one)).toThrow(/t\.scale: has 4 bytes/);
    expect(() => tensorFromProto({ dtype: F16, shape: [1], data: bytes(0, 0x7c), scale: bytes(), places: null }, 't', limits)).toThrow(
      /t\[0\]: is Infinity/,
    );
    expect(() => tensorFromProto({ dtype: 1, shape: [0], data: bytes(), scale: one, places: null }, 't', limits)).toThrow(
      /t\.scale: has 4 bytes/,
    );
  });

  it('refuse lengths that do not fit, whatever shape is claimed, before making room', () => {
    const dtypes = fc.constantFrom(1, 2, 3, 4, 5, 7, 8);
    const shapes = fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(dtypes, shapes, fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 12 }), (dtype, shape, data, scale) => {
        const elements = shape.reduce((product, size) => product * size, 1);
        fc.pre(elements > 8 * data.length);
        expect(() => tensorFromProto({ dtype, shape, data, scale, places: null }, 't', limits)).toThrow(/^t\.(shape|data)/);
      }),
      { seed: 1 },
    );
  });
});
