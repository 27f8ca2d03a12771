import { describe, expect, it } from 'vitest';
import { cos, exp, log, sin } from './elementary.js';
import { createStream } from './random-stream.js';

/** Distance in units of the last place of the expected value. */
function ulps(actual: number, expected: number): number {
  if (Object.is(actual, expected)) return 0;
  const exponent = Math.max(-1022, Math.floor(Math.log2(Math.abs(expected))));
  return Math.abs(actual - expected) / 2 ** (exponent - 52);
}

// Fixed point with 200 fractional bits, to judge the last bits by something better than a double.
const SCALE = 200n;
const PI_IN_HEX = '3243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89';
const HALF_PI = (BigInt(`0x${PI_IN_HEX}`) << SCALE) >> BigInt(4 * (PI_IN_HEX.length - 1) + 1);

function fixed(x: number): bigint {
  const scaled = BigInt(Math.round(x * 2 ** 32));
  return scaled << (SCALE - 32n);
}

/** Sine of x, a multiple of 2⁻³², by its Taylor series after reduction modulo π/2; error far below 2⁻¹⁰⁰. */
function exactSine(x: number, quarterTurns = 0): number {
  const value = fixed(x);
  let k = value / HALF_PI;
  if (value < 0n) k -= 1n;
  const r = value - k * HALF_PI;
  const quadrant = Number((((k + BigInt(quarterTurns)) % 4n) + 4n) % 4n);
  let term = quadrant % 2 === 0 ? r : 1n << SCALE;
  let sum = term;
  for (let i = quadrant % 2 === 0 ? 2n : 1n; term !== 0n; i += 2n) {
    term = ((-term * ((r * r) >> SCALE)) / (i * (i + 1n))) >> SCALE;
    sum += term;
  }
  return Number(quadrant < 2 ? sum : -sum) / 2 ** Number(SCALE);
}

describe('elementary functions with pinned bits', () => {
  const draws = createStream({ seed: 5, client: 0, round: 0, purpose: 'test' });

  it('have pinned values', () => {
    expect([sin(1), cos(1), exp(1), log(10), exp(-10.5), log(3e-310)]).toEqual([
      0.8414709848078965, 0.5403023058681398, 2.7182818284590455, 2.302585092994046, 0.000027536449349747158, -712.7027665394861,
    ]);
  });

  it('logarithm and exponential are within 2 ulp of the platform’s', () => {
    let worst = 0;
    for (let i = 0; i < 20_000; i++) {
      const x = Math.exp((draws.uniform() - 0.5) * (i % 2 === 0 ? 1400 : 1));
      const y = (draws.uniform() - 0.5) * (i % 2 === 0 ? 1400 : 2);
      worst = Math.max(worst, ulps(log(x), Math.log(x)), ulps(exp(y), Math.exp(y)));
    }
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('logarithm and exponential keep their limits', () => {
    expect([log(1), log(0), log(-0), log(Infinity), exp(0), exp(-Infinity), exp(Infinity)]).toEqual([
      0,
      -Infinity,
      -Infinity,
      Infinity,
      1,
      0,
      Infinity,
    ]);
    expect([log(-1), log(NaN), exp(NaN)]).toEqual([NaN, NaN, NaN]);
    expect([exp(709.79), exp(-746), exp(-745.1), log(5e-324)]).toEqual([Infinity, 0, 5e-324, Math.log(5e-324)]);
  });

  it('sine and cosine are within 1.5e-16 of the exact value up to 2²⁰', () => {
    let worst = 0;
    for (let i = 0; i < 20_000; i++) {
      const span = [2 ** 21, 200, 2][i % 3]!;
      const x = Math.round((draws.uniform() - 0.5) * span * 2 ** 32) / 2 ** 32;
      worst = Math.max(worst, Math.abs(sin(x) - exactSine(x)), Math.abs(cos(x) - exactSine(x, 1)));
    }
    expect(worst).toBeLessThan(1.5e-16);
  });

  it('sine and cosine refuse what they cannot reduce', () => {
    expect(Math.abs(sin(2 ** 20) - Math.sin(2 ** 20))).toBeLessThan(3e-16);
    for (const x of [2 ** 20 + 1, -(2 ** 21), NaN, Infinity]) expect(() => cos(x)).toThrow(/^x: element 0 is .*2²⁰/);
  });
});
