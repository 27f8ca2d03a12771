import { cos, sin } from '../numeric/elementary.js';

/**
 * sin(π·t + phase) and cos(π·t) with the same bits on every engine. t is reduced by whole turns first, which is exact, so any finite t
 * will do; NaN for one that is not, as of the built-in functions.
 */
export function sinPi(t: number, phase = 0): number {
  const rest = t % 2;
  return Number.isNaN(rest) ? NaN : sin(Math.PI * rest + phase);
}

export function cosPi(t: number): number {
  const rest = t % 2;
  return Number.isNaN(rest) ? NaN : cos(Math.PI * rest);
}
