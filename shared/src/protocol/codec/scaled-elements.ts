import { BLOCK_ELEMENTS, blockScale, LARGEST_CODE, SMALLEST_SCALE } from '../../numeric/block-codes.js';
import { ProtocolError } from '../protocol-error.js';
import { SCALE_BYTES } from './element-sizes.js';
import { inexact } from './inexact.js';

interface Scaled {
  readonly data: Uint8Array;
  readonly scale: Uint8Array;
}

/** Codes and scales of q8; the scale of a block follows from its values. Throws where a value is no code times it. */
export function toBlocks(values: Float64Array, field: string): Scaled {
  const data = new Uint8Array(values.length);
  const scale = new Uint8Array(SCALE_BYTES * Math.ceil(values.length / BLOCK_ELEMENTS));
  for (let start = 0, block = 0; start < values.length; start += BLOCK_ELEMENTS, block++) {
    const end = Math.min(start + BLOCK_ELEMENTS, values.length);
    const unit = blockScale(values, start, end);
    scaleView(scale).setFloat32(block * SCALE_BYTES, unit, true);
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      const code = unit === 0 ? 0 : Math.round(value / unit);
      if (!Object.is(code * unit + 0, value)) throw inexact(field, 'q8', { index: i, value });
      data[i] = code;
    }
  }
  return { data, scale };
}

/** The values of q8. Throws, before it makes room for them, where a scale or a code breaks a rule. */
export function blocksFrom({ data, scale }: Scaled, field: string): Float64Array {
  const scales = scaleView(scale);
  for (let start = 0, block = 0; start < data.length; start += BLOCK_ELEMENTS, block++) {
    const unit = scales.getFloat32(block * SCALE_BYTES, true);
    if (!Object.is(unit, 0)) checkScale(unit, `${field}.scale[${block}]`, ', or 0');
    const largest = largestCode(data.subarray(start, start + BLOCK_ELEMENTS));
    const wanted = unit === 0 ? 0 : LARGEST_CODE;
    if (largest !== wanted)
      throw new ProtocolError(
        'inconsistent',
        `${field}.data`,
        `has ${largest} as largest code of block ${block}; its scale asks for ${wanted}`,
      );
  }
  const values = new Float64Array(data.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = signed(data[i]!) * scales.getFloat32(SCALE_BYTES * Math.floor(i / BLOCK_ELEMENTS), true);
  }
  return values;
}

/** Whole numbers from 0 to 255 as bytes. Throws on any other. */
export function toBytes(values: Float64Array, field: string): Uint8Array {
  const data = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Object.is(value, value & 0xff)) throw inexact(field, 'u8', { index: i, value });
    data[i] = value;
  }
  return data;
}

export function bytesFrom(data: Uint8Array): Float64Array {
  return Float64Array.from(data);
}

/** Signs and their scale. Throws where a value is not ± the scale, or that is no f32 of full precision. */
export function toSigns(values: Float64Array, field: string): Scaled {
  const data = new Uint8Array(Math.ceil(values.length / 8));
  const scale = new Uint8Array(values.length === 0 ? 0 : SCALE_BYTES);
  const unit = Math.abs(values[0] ?? 0);
  if (values.length > 0) {
    if (Math.fround(unit) !== unit || unit < SMALLEST_SCALE) throw inexact(field, 'sign', { index: 0, value: values[0]! });
    scaleView(scale).setFloat32(0, unit, true);
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Math.abs(value) !== unit) throw inexact(field, 'sign', { index: i, value });
    if (value < 0) data[i >>> 3] = data[i >>> 3]! | (1 << (i & 7));
  }
  return { data, scale };
}

/** The values of signs. Throws, before it makes room for them, where the scale is none or a bit is set behind the last element. */
export function signsFrom({ data, scale }: Scaled, elements: number, field: string): Float64Array {
  if (elements === 0) return new Float64Array(0);
  const unit = scaleView(scale).getFloat32(0, true);
  checkScale(unit, `${field}.scale`, '');
  if (elements % 8 !== 0 && data[data.length - 1]! >>> (elements % 8) !== 0)
    throw new ProtocolError('inconsistent', `${field}.data`, `has bits behind element ${elements - 1}; leave them 0`);
  const values = new Float64Array(elements);
  for (let i = 0; i < elements; i++) values[i] = (data[i >>> 3]! >>> (i & 7)) & 1 ? -unit : unit;
  return values;
}

function checkScale(unit: number, field: string, also: string): void {
  if (!Number.isFinite(unit)) throw new ProtocolError('not-finite', field, `is ${unit}; a scale is finite`);
  if (unit < SMALLEST_SCALE) throw new ProtocolError('out-of-range', field, `is ${unit}; a scale is 2^-126 or above${also}`);
}

function largestCode(codes: Uint8Array): number {
  let largest = 0;
  for (let i = 0; i < codes.length; i++) largest = Math.max(largest, Math.abs(signed(codes[i]!)));
  return largest;
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}

function scaleView(scale: Uint8Array): DataView {
  return new DataView(scale.buffer, scale.byteOffset, scale.byteLength);
}
