import { log } from './elementary.js';
import { cosinePolynomial, sinePolynomial } from './scalar/trigonometry.js';

/**
 * Box–Muller: two independent standard normals from two uniforms on the 53-bit grid of [0, 1), written to out[at] and out[at+1].
 * The radius takes 1 − first, so |normal| ≤ √(106·ln 2) = 8.57. The angle is cut into quarter turns before it is multiplied by
 * 2π, which is exact; log and the polynomials are ours, so every machine gives the same bits.
 */
export function normalPair(out: Float64Array, at: number, first: number, second: number): void {
  const radius = Math.sqrt(-2 * log(1 - first));
  const quarter = (second * 4 + 0.5) | 0;
  const angle = (second - 0.25 * quarter) * 6.283185307179586;
  const s = sinePolynomial(angle, 0);
  const c = cosinePolynomial(angle, 0);
  const odd = (quarter & 1) !== 0;
  const sine = odd ? c : s;
  const cosine = odd ? s : c;
  out[at] = radius * (((quarter + 1) & 2) === 0 ? cosine : -cosine);
  out[at + 1] = radius * ((quarter & 2) === 0 ? sine : -sine);
}
