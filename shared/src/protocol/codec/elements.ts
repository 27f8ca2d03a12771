import type { WireDtype } from '../../federation/messages.js';
import { BF16, F16, formatBits, fromFormatBits, roundToFormat } from '../../numeric/narrow-float.js';
import { inexact } from './inexact.js';
import { blocksFrom, bytesFrom, signsFrom, toBlocks, toBytes, toSigns } from './scaled-elements.js';
import { dataBytes } from './element-sizes.js';

/** The elements of a tensor as they travel. */
export interface EncodedElements {
  readonly data: Uint8Array;
  /** Empty where the dtype has none. */
  readonly scale: Uint8Array;
}

export interface ElementsOf {
  readonly dtype: WireDtype;
  readonly elements: number;
  /** What errors name. */
  readonly field: string;
}

const NO_SCALE = new Uint8Array(0);

/** The bytes of finite values; f64 on a little-endian machine is a view of them, which the writer copies. Throws where the dtype does not hold one exactly. */
export function encodeElements(values: Float64Array, dtype: WireDtype, field: string): EncodedElements {
  switch (dtype) {
    case 'f64':
      return { data: littleEndianBytes(values), scale: NO_SCALE };
    case 'f32':
      return { data: singleBytes(values, field), scale: NO_SCALE };
    case 'f16':
    case 'bf16':
      return { data: narrowBytes(values, dtype, field), scale: NO_SCALE };
    case 'q8':
      return toBlocks(values, field);
    case 'u8':
      return { data: toBytes(values, field), scale: NO_SCALE };
    case 'sign':
      return toSigns(values, field);
  }
}

/**
 * The values of bytes whose lengths fit the dtype and the number of elements, in an aligned array of their own; what is no finite number
 * is left as it is. Scales and codes are checked before the array is made.
 */
export function decodeElements({ data, scale }: EncodedElements, { dtype, elements, field }: ElementsOf): Float64Array {
  switch (dtype) {
    case 'f64':
      return doublesOf(data);
    case 'f32':
      return singlesOf(data);
    case 'f16':
    case 'bf16':
      return narrowOf(data, dtype);
    case 'q8':
      return blocksFrom({ data, scale }, field);
    case 'u8':
      return bytesFrom(data);
    case 'sign':
      return signsFrom({ data, scale }, elements, field);
  }
}

const FORMATS = { f16: F16, bf16: BF16 } as const;

function narrowBytes(values: Float64Array, dtype: 'f16' | 'bf16', field: string): Uint8Array {
  const format = FORMATS[dtype];
  const bytes = new Uint8Array(dataBytes(dtype, values.length));
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (roundToFormat(value, format) !== value) throw inexact(field, dtype, { index: i, value });
    const bits = formatBits(value, format);
    bytes[2 * i] = bits & 0xff;
    bytes[2 * i + 1] = bits >>> 8;
  }
  return bytes;
}

function narrowOf(data: Uint8Array, dtype: 'f16' | 'bf16'): Float64Array {
  const format = FORMATS[dtype];
  const values = new Float64Array(data.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = fromFormatBits(data[2 * i]! | (data[2 * i + 1]! << 8), format);
  return values;
}

function singleBytes(values: Float64Array, field: string): Uint8Array {
  const narrow = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    narrow[i] = value;
    if (narrow[i] !== value) throw inexact(field, 'f32', { index: i, value });
  }
  return littleEndianBytes(narrow);
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function littleEndianBytes(values: Float64Array | Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return LITTLE_ENDIAN ? bytes : elementsReversed(bytes, values.BYTES_PER_ELEMENT);
}

function doublesOf(data: Uint8Array): Float64Array {
  const values = new Float64Array(data.length / Float64Array.BYTES_PER_ELEMENT);
  new Uint8Array(values.buffer).set(LITTLE_ENDIAN ? data : elementsReversed(data, Float64Array.BYTES_PER_ELEMENT));
  return values;
}

function singlesOf(data: Uint8Array): Float64Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = new Float64Array(data.length / Float32Array.BYTES_PER_ELEMENT);
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(i * Float32Array.BYTES_PER_ELEMENT, true);
  return values;
}

function elementsReversed(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const reversed = new Uint8Array(bytes);
  for (let offset = 0; offset < reversed.length; offset += elementBytes) reversed.subarray(offset, offset + elementBytes).reverse();
  return reversed;
}
