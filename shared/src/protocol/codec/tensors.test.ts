import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../federation/messages.js';
import { limitsFor } from '../limits.js';
import { broadcastToProto, checkTensor, tensorFromProto, tensorsFromProto, tensorToProto } from './tensors.js';

const limits = limitsFor(65_536);
const f64 = (shape: number[], ...values: number[]): Tensor => ({ dtype: 'f64', shape, values: Float64Array.from(values) });
const f32 = (...values: number[]): Tensor => ({ dtype: 'f32', shape: [values.length], values: Float64Array.from(values) });

/** The same bytes at an offset in a larger buffer, as a frame's reader hands them over. */
function at(offset: number, data: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(data.length + offset + 3).fill(0xaa);
  buffer.set(data, offset);
  return buffer.subarray(offset, offset + data.length);
}

const none = new Uint8Array(0);

const finite = { noNaN: true, noDefaultInfinity: true } as const;
const tensors = fc.oneof(
  fc.array(fc.double(finite), { maxLength: 40 }).map((values) => f64([values.length], ...values)),
  fc.array(fc.float(finite), { maxLength: 40 }).map((values) => f32(...values)),
  fc
    .uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 40 })
    .map((places): Tensor => ({ ...f32(...places), shape: [10_001], indices: Float64Array.from(places).sort() })),
);

describe('tensors on the wire', () => {
  it('come back bit for bit in an aligned array of their own, at whatever offset their bytes lie', () => {
    fc.assert(
      fc.property(tensors, fc.nat(17), (tensor, offset) => {
        const { dtype, shape, data, scale, places } = tensorToProto(tensor, 't');
        const back = tensorFromProto(
          { dtype, shape, data: at(offset, data), scale: at(offset, scale), places: places === null ? null : at(offset, places) },
          't',
          limits,
        );
        expect(back).toStrictEqual(tensor);
        expect(back.values.byteOffset).toBe(0);
        expect(back.values.buffer.byteLength).toBe(8 * tensor.values.length);
      }),
      { seed: 1 },
    );
  });

  it('refuse what is not finite, at whatever place it stands, both ways', () => {
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      for (let length = 1; length <= 9; length++) {
        for (let place = 0; place < length; place++) {
          const values = Array.from({ length }, (_, index) => (index === place ? bad : index % 2 === 0 ? -Number.MAX_VALUE : 1e-320));
          expect(() => tensorToProto(f64([length], ...values), 't')).toThrow(`t[${place}]: is ${bad}`);
          expect(() => tensorToProto(f32(...values.map(Math.fround)), 't')).toThrow(/: is -?(NaN|Infinity)/);
          for (const [dtype, data] of [
            [1, new Uint8Array(Float64Array.from(values).buffer)],
            [2, new Uint8Array(Float32Array.from(values, (value) => (Number.isFinite(value) ? 1 : value)).buffer)],
          ] as const) {
            expect(() => tensorFromProto({ dtype, shape: [length], data, scale: none, places: null }, 't', limits)).toThrow(
              `t[${place}]: is ${bad}`,
            );
          }
        }
      }
    }
  });

  it('are converted once for all clients of a broadcast', () => {
    const broadcast = f32(1, 2);
    expect(broadcastToProto(broadcast, 't')).toBe(broadcastToProto(broadcast, 't'));
    expect(broadcastToProto(f32(1, 2), 't')).toStrictEqual(tensorToProto(broadcast, 't'));
    const bad = f32(0.1);
    for (let time = 0; time < 2; time++) expect(() => broadcastToProto(bad, 't')).toThrow(/f32 does not hold/);
  });

  it('are little-endian', () => {
    expect([...tensorToProto(f64([1], 1), 't').data]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
    expect([...tensorToProto(f32(-2), 't').data]).toEqual([0, 0, 0, 0xc0]);
  });

  it('keep minus zero and subnormal numbers', () => {
    const tensor = f64([3], -0, 2 ** -1074, -(2 ** -1022));
    expect(tensorFromProto(tensorToProto(tensor, 't'), 't', limits).values).toStrictEqual(tensor.values);
  });

  it('hold a single number when there is no axis and none when an axis is empty', () => {
    for (const tensor of [f64([], 1.5), f64([0]), f64([3, 0])]) {
      checkTensor(tensor, 't');
      expect(tensorFromProto(tensorToProto(tensor, 't'), 't', limits)).toStrictEqual(tensor);
    }
  });

  it('refuse to narrow a value that f32 does not hold', () => {
    expect(() => tensorToProto(f32(0.5, 0.1), 'task.iterate')).toThrow(/task\.iterate\[1\]: is 0\.1, which f32 does not hold/);
    expect(() => tensorToProto(f32(1e300), 't')).toThrow(/f32 does not hold/);
  });

  it.each([Number.NaN, Infinity, -Infinity])('refuse %s in both directions', (value) => {
    expect(() => tensorToProto(f64([2], 0, value), 't')).toThrow(/t\[1\]: is/);
    expect(() => tensorToProto(f32(value), 't')).toThrow(/t\[0\]: is/);
    const wide = new Uint8Array(Float64Array.of(0, value).buffer);
    expect(() => tensorFromProto({ dtype: 1, shape: [2], data: wide, scale: none, places: null }, 't', limits)).toThrow(/t\[1\]: is/);
    const narrow = new Uint8Array(Float32Array.of(value).buffer);
    expect(() => tensorFromProto({ dtype: 2, shape: [1], data: narrow, scale: none, places: null }, 't', limits)).toThrow(/t\[0\]: is/);
  });

  it('refuse a shape that does not fit the data, before making room for it', () => {
    const huge = 2 ** 32 - 1;
    for (const shape of [[], [2], [2, 2], [huge], [huge, huge], [huge, huge, huge, huge, huge, huge, huge, huge], [huge, huge, 0]]) {
      expect(() => tensorFromProto({ dtype: 1, shape, data: new Uint8Array(24), scale: none, places: null }, 't', limits)).toThrow(
        /t\.(shape|data)/,
      );
    }
    expect(() => checkTensor(f64([2, 2], 1, 2, 3), 't')).toThrow(/t\.shape: is \[2,2\] for 3 values/);
    expect(() => checkTensor(f64([1, 1, 1, 1, 1, 1, 1, 1, 1], 1), 't')).toThrow(/at most 8/);
  });

  it('refuse a dtype without a name', () => {
    for (const dtype of [0, 6, 9, 99])
      expect(() => tensorFromProto({ dtype, shape: [0], data: new Uint8Array(), scale: none, places: null }, 't', limits)).toThrow(
        /t\.dtype: is \d+; use 1, 2/,
      );
  });

  it('refuse a name twice, and names a program could stumble over', () => {
    const tensor = tensorToProto(f64([0]), 't');
    expect(() =>
      tensorsFromProto(
        [
          { name: 'a', tensor },
          { name: 'a', tensor },
        ],
        't',
        limits,
      ),
    ).toThrow(/t\.a: is there twice/);
    for (const name of ['', '__proto__', '1a', 'a b', 'é', 'a'.repeat(65)]) {
      expect(() => tensorsFromProto([{ name, tensor }], 't', limits)).toThrow(/names a tensor/);
    }
    expect(Object.keys(tensorsFromProto([{ name: 'constructor', tensor }], 't', limits))).toEqual(['constructor']);
  });
});
