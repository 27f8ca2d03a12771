/** A binary format of 16 bits: sign, exponent, `fractionBits` of fraction. */
interface NarrowFormat {
  readonly fractionBits: number;
  readonly bias: number;
  /** The smallest normal exponent: below 2^it numbers are evenly spaced. */
  readonly lowestExponent: number;
}

/** IEEE 754 binary16: 11 bits of precision, up to 65,504. */
export const F16: NarrowFormat = { fractionBits: 10, bias: 15, lowestExponent: -14 };
/** The upper half of binary32: 8 bits of precision, up to 3.39e38. */
export const BF16: NarrowFormat = { fractionBits: 7, bias: 127, lowestExponent: -126 };

const view = new DataView(new ArrayBuffer(8));

/**
 * `value` rounded to the nearest number of the format, ties to even, in one step from double precision (by way of f32 it would be
 * rounded twice). An infinity where it is beyond the largest; subnormal numbers and −0 are kept.
 */
export function roundToFormat(value: number, { fractionBits, bias, lowestExponent }: NarrowFormat): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  view.setFloat64(0, value);
  const exponent = Math.max(((view.getUint32(0) >>> 20) & 0x7ff) - 1023, lowestExponent);
  // Adding and taking away 1.5·2^52 spacings rounds to a multiple of the spacing, ties to even; both steps are exact otherwise.
  const shift = 1.5 * powerOfTwo(52 + exponent - fractionBits);
  const rounded = Math.abs(value) + shift - shift;
  const magnitude = rounded >= powerOfTwo(bias + 1) ? Infinity : rounded;
  return value < 0 ? -magnitude : magnitude;
}

/** The 16 bits of a number that the format holds. */
export function formatBits(value: number, { fractionBits, bias, lowestExponent }: NarrowFormat): number {
  view.setFloat64(0, value);
  const high = view.getUint32(0);
  const sign = (high >>> 31) << 15;
  const exponent = ((high >>> 20) & 0x7ff) - 1023;
  if (exponent < lowestExponent) return sign | (Math.abs(value) / powerOfTwo(lowestExponent - fractionBits));
  return sign | ((exponent + bias) << fractionBits) | ((high & 0xfffff) >>> (20 - fractionBits));
}

/** The number of 16 bits; an infinity or NaN where they stand for one. */
export function fromFormatBits(bits: number, { fractionBits, bias, lowestExponent }: NarrowFormat): number {
  const field = (bits & 0x7fff) >>> fractionBits;
  const fraction = bits & ((1 << fractionBits) - 1);
  const sign = bits >= 0x8000 ? -1 : 1;
  if (field === 2 * bias + 1) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (field === 0) return sign * fraction * powerOfTwo(lowestExponent - fractionBits);
  return sign * (fraction + (1 << fractionBits)) * powerOfTwo(field - bias - fractionBits);
}

/** 2^exponent by its bits, −1022 ≤ exponent ≤ 1023: exact, where `2 ** exponent` is as good as the engine. */
function powerOfTwo(exponent: number): number {
  view.setUint32(0, (exponent + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
