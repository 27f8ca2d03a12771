/**
 * Logarithm, exponential, sine and cosine whose bits are the same in every engine; Math.log and its kin are not specified to
 * the last bit. Only + − · / and the exponent bits of a double. Algorithms and coefficients are those of fdlibm's e_log.c and
 * e_exp.c (Copyright 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft. Permission to use, copy, modify,
 * and distribute this software is freely granted, provided that this notice is preserved).
 */
import { sinCos } from './scalar/trigonometry.js';

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.442695040888963387;

const pun = new DataView(new ArrayBuffer(8));

/** Natural logarithm, error below 1 ulp; log(0) = −∞, log of a negative number = NaN. */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  let exponent = 0;
  let scaled = x;
  if (x < 2 ** -1022) {
    exponent = -54;
    scaled = x * 2 ** 54;
  }
  pun.setFloat64(0, scaled, true);
  const high = pun.getInt32(4, true);
  // Where the mantissa is above √2 the next power of two is nearer.
  const carry = ((high & 0xfffff) + 0x95f64) & 0x100000;
  exponent += (high >> 20) - 1023 + (carry >> 20);
  pun.setInt32(4, (high & 0xfffff) | (carry ^ 0x3ff00000), true);
  return logOfParts(pun.getFloat64(0, true), exponent);
}

/** log(mantissa·2^exponent), √½ ≤ mantissa ≤ √2. */
function logOfParts(mantissa: number, exponent: number): number {
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd = z * (6.66666666666673513e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + (odd + even)) + exponent * LN2_LOW) - f);
}

/** Exponential, error below 1 ulp; overflows to ∞ above 709.78 and underflows to 0 below −745.13. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.782712893383973096) return Infinity;
  if (x < -745.13321910194110842) return 0;
  const k = Math.round(x * INVERSE_LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 + t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // Two factors, since 2^k itself may be outside the range of a double.
  const half = k >> 1;
  return y * powerOfTwo(half) * powerOfTwo(k - half);
}

/** 2^−600 … 2^600: halves of the exponents that `exp` needs lie well inside, and a look-up beats taking a double apart. */
const LEAST_POWER = -600;
const POWERS = powersOfTwo(LEAST_POWER, -LEAST_POWER);

/** By halving and doubling, which is exact; `**` need not be. */
function powersOfTwo(least: number, greatest: number): Float64Array {
  const powers = new Float64Array(greatest - least + 1).fill(1);
  for (let i = -least - 1; i >= 0; i--) powers[i] = powers[i + 1]! / 2;
  for (let i = -least + 1; i < powers.length; i++) powers[i] = powers[i - 1]! * 2;
  return powers;
}

function powerOfTwo(exponent: number): number {
  return POWERS[exponent - LEAST_POWER]!;
}

const input = new Float64Array(1);
const sine = new Float64Array(1);
const cosine = new Float64Array(1);

/** Sine for |x| ≤ 2²⁰ with the bits of `Kernels.sinCos`, absolute error below 1.5e-16; throws outside. */
export function sin(x: number): number {
  input[0] = x;
  sinCos(sine, cosine, input);
  return sine[0]!;
}

/** Cosine for |x| ≤ 2²⁰ with the bits of `Kernels.sinCos`, absolute error below 1.5e-16; throws outside. */
export function cos(x: number): number {
  input[0] = x;
  sinCos(sine, cosine, input);
  return cosine[0]!;
}
