import { InvalidArgumentError } from '../../errors.js';

/**
 * Sine and cosine for |x| ≤ 2²⁰: x = k·π/2 + r with π/2 in two parts (k·first is exact), r kept as high + low, then the
 * polynomials of fdlibm's k_sin.c and k_cos.c (Copyright 1993 by Sun Microsystems, Inc. All rights reserved. Developed at
 * SunSoft. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is
 * preserved). Only + − · and a rounding, so every machine gives the same bits. Absolute error below 1.5e-16; the relative one
 * grows next to multiples of π.
 */
const TWO_OVER_PI = 6.36619772367581382433e-1;
const HALF_PI_FIRST = 1.57079632673412561417;
const HALF_PI_REST = 6.07710050650619224932e-11;
/** 1.5·2⁵²: adding and subtracting it rounds to the nearest whole number, ties to even. */
const ROUND = 6755399441055744;
const S1 = -1.66666666666666324348e-1;
const S2 = 8.33333333332248946124e-3;
const S3 = -1.98412698298579493134e-4;
const S4 = 2.75573137070700676789e-6;
const S5 = -2.50507602534068634195e-8;
const S6 = 1.58969099521155010221e-10;
const C1 = 4.16666666666666019037e-2;
const C2 = -1.38888888888741095749e-3;
const C3 = 2.48015872894767294178e-5;
const C4 = -2.75573143513906633035e-7;
const C5 = 2.0875723212981748279e-9;
const C6 = -1.13596475577881948265e-11;

const TRIGONOMETRIC_LIMIT = 2 ** 20;

/** sin(r + low) for |r| ≤ π/4. */
export function sinePolynomial(r: number, low: number): number {
  const z = r * r;
  const v = z * r;
  const w = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
  return r - (z * (0.5 * low - v * w) - low - v * S1);
}

/** cos(r + low) for |r| ≤ π/4. */
export function cosinePolynomial(r: number, low: number): number {
  const z = r * r;
  const zz = z * z;
  const tail = z * (C1 + z * (C2 + z * C3)) + zz * zz * (C4 + z * (C5 + z * C6));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * tail - r * low));
}

/** k·π/2 next to x; the remainder is x − k·first − k·rest. */
function nearestQuarterTurn(x: number): number {
  return x * TWO_OVER_PI + ROUND - ROUND;
}

export function sinCos(sines: Float64Array, cosines: Float64Array, x: Float64Array): void {
  checkTrigonometricRange(x);
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    const k = nearestQuarterTurn(value);
    const t = value - k * HALF_PI_FIRST;
    const w = k * HALF_PI_REST;
    const r = t - w;
    const low = t - r - w;
    const sine = sinePolynomial(r, low);
    const cosine = cosinePolynomial(r, low);
    const odd = (k & 1) !== 0;
    const s = odd ? cosine : sine;
    const c = odd ? sine : cosine;
    sines[i] = (k & 2) === 0 ? s : -s;
    cosines[i] = ((k + 1) & 2) === 0 ? c : -c;
  }
}

export function phasedCosines(
  x: Float64Array,
  phases: Float64Array,
  { m, n, amplitude }: { readonly m: number; readonly n: number; readonly amplitude: number },
): void {
  const sines = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    const row = x.subarray(i * n, (i + 1) * n);
    const angles = row.slice();
    for (let j = 0; j < n; j++) angles[j] = angles[j]! + phases[j]!;
    sinCos(sines, angles, angles);
    for (let j = 0; j < n; j++) row[j] = amplitude * angles[j]!;
  }
}

export function checkTrigonometricRange(x: Float64Array): void {
  for (let i = 0; i < x.length; i++) {
    if (!(Math.abs(x[i]!) <= TRIGONOMETRIC_LIMIT))
      throw new InvalidArgumentError('x', `element ${i} is ${x[i]}; sinCos takes |x| ≤ 2²⁰, reduce it by its period first`);
  }
}
