import { InvalidArgumentError } from '../errors.js';
import { bitPatterns, fromBitPatterns } from './bit-patterns.js';
import { bytesPerElement, type FloatDtype } from './dtype.js';

/** Bits that say how many bytes of an element differ: log₂ of its size. */
const LENGTH_BITS: Readonly<Record<FloatDtype, number>> = { f64: 3, f32: 2, f16: 1, bf16: 1 };

/**
 * What tells `to` from `from`, vectors of numbers that `dtype` holds: the bits in which they differ (XOR), without the zero bytes above
 * them. Numbers close to each other share sign, exponent and the first bits of the fraction, as Gorilla uses it for time series
 * (Pelkonen et al., VLDB 2015). Lossless, −0 included.
 *
 * Empty where all elements are the same. Else a stream of bits, the lowest of a byte first: for each element 1 if it differs, and then,
 * in log₂ of its size, how many bytes do, less one; then these bytes, element after element, little-endian. At most
 * 1/2 (f64), 3/8 (f32), 1/4 (f16, bf16) byte an element more than the elements themselves. O(d).
 */
export function bitDifference(from: Float64Array, to: Float64Array, dtype: FloatDtype): Uint8Array {
  const size = bytesPerElement[dtype];
  const differing = bitPatterns(to, dtype);
  const before = bitPatterns(from, dtype);
  for (let i = 0; i < differing.length; i++) differing[i] = differing[i]! ^ before[i]!;
  const lengths = new Uint8Array(to.length);
  let [bits, bytes] = [to.length, 0];
  for (let j = 0; j < lengths.length; j++) {
    let length = size;
    while (length > 0 && differing[j * size + length - 1] === 0) length--;
    lengths[j] = length;
    bytes += length;
    if (length > 0) bits += LENGTH_BITS[dtype];
  }
  if (bytes === 0) return new Uint8Array(0);
  const difference = new Uint8Array(Math.ceil(bits / 8) + bytes);
  let bit = 0;
  let at = Math.ceil(bits / 8);
  for (let j = 0; j < lengths.length; j++) {
    const length = lengths[j]!;
    const code = length === 0 ? 0 : 1 + 2 * (length - 1);
    for (let b = 0; b < (length === 0 ? 1 : 1 + LENGTH_BITS[dtype]); b++, bit++) difference[bit >> 3]! |= ((code >> b) & 1) << (bit & 7);
    for (let i = 0; i < length; i++) difference[at++] = differing[j * size + i]!;
  }
  return difference;
}

/** The vector that `bitDifference` told from `from`. Throws `InvalidArgumentError` unless the bytes are those of one that is finite. O(d). */
export function withBitDifference(from: Float64Array, difference: Uint8Array, dtype: FloatDtype): Float64Array {
  if (difference.length === 0) return from;
  const size = bytesPerElement[dtype];
  const lengths = new Uint8Array(from.length);
  let bit = 0;
  const next = (): number => ((difference[bit >> 3] ?? 0) >> (bit++ & 7)) & 1;
  let bytes = 0;
  for (let j = 0; j < lengths.length; j++) {
    if (next() === 0) continue;
    let length = 1;
    for (let b = 0; b < LENGTH_BITS[dtype]; b++) length += next() << b;
    lengths[j] = length;
    bytes += length;
  }
  let at = Math.ceil(bit / 8);
  if (at + bytes !== difference.length)
    throw new InvalidArgumentError('difference', `has ${difference.length} bytes; its head asks for ${at + bytes}`);
  const patterns = bitPatterns(from, dtype);
  for (let j = 0; j < lengths.length; j++) {
    for (let i = 0; i < lengths[j]!; i++) patterns[j * size + i]! ^= difference[at++]!;
  }
  const values = fromBitPatterns(patterns, dtype);
  const flaw = values.findIndex((value) => !Number.isFinite(value));
  if (flaw >= 0) throw new InvalidArgumentError('difference', `leads to ${values[flaw]} at element ${flaw}; elements are finite`);
  return values;
}
