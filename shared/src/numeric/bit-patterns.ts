import { bytesPerElement, type FloatDtype } from './dtype.js';
import { BF16, F16, formatBits, fromFormatBits } from './narrow-float.js';

/** The bits of numbers that `dtype` holds, element after element, little-endian. O(d). */
export function bitPatterns(values: Float64Array, dtype: FloatDtype): Uint8Array {
  const bytes = new Uint8Array(values.length * bytesPerElement[dtype]);
  const view = new DataView(bytes.buffer);
  for (let j = 0; j < values.length; j++) {
    const value = values[j]!;
    if (dtype === 'f64') view.setFloat64(8 * j, value, true);
    else if (dtype === 'f32') view.setFloat32(4 * j, value, true);
    else view.setUint16(2 * j, formatBits(value, dtype === 'f16' ? F16 : BF16), true);
  }
  return bytes;
}

/** The numbers of such bits. O(d). */
export function fromBitPatterns(bytes: Uint8Array, dtype: FloatDtype): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(bytes.length / bytesPerElement[dtype]);
  for (let j = 0; j < values.length; j++) {
    if (dtype === 'f64') values[j] = view.getFloat64(8 * j, true);
    else if (dtype === 'f32') values[j] = view.getFloat32(4 * j, true);
    else values[j] = fromFormatBits(view.getUint16(2 * j, true), dtype === 'f16' ? F16 : BF16);
  }
  return values;
}
