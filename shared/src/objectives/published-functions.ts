import { exp } from '../numeric/elementary.js';
import { cosPi, sinPi } from './half-turns.js';

/**
 * The three published client functions, of natural units z ∈ ℝ^d with client coefficients a (scales) and b (shifts), each of length d.
 * Source: the experiments of FZooS (arXiv 2308.04077, section 6 and its published code). All are O(d).
 *
 * Sums run from coordinate 0 upwards in plain double precision: at d = 300 they agree with exactly rounded sums to 1e-13 relative.
 * Sine, cosine and exponential are our own, so that a run has the same bits on every engine.
 */
type PublishedFunction = (z: Float64Array, a: Float64Array, b: Float64Array) => number;

/** f(z) = 0.1/d · (Σ aⱼzⱼ² + Σ bⱼzⱼ + 1). With a = b = 1 the minimiser is zⱼ = −1/2 and the minimum −0.025 + 0.1/d. */
const quadratic: PublishedFunction = (z, a, b) => {
  let squares = 0;
  let linear = 0;
  for (let j = 0; j < z.length; j++) {
    squares += a[j]! * z[j]! * z[j]!;
    linear += b[j]! * z[j]!;
  }
  return (0.1 / z.length) * (squares + linear + 1);
};

/**
 * With uⱼ = aⱼ(zⱼ − bⱼ): f = −20·exp(−0.2·√(Σu²/d)) − exp(Σcos(πuⱼ)/d) + 20 + e, in [0, ≈ 22.3].
 * The period of the cosine is 2, not 1 as in the textbook function (πu for 2πu), as published.
 */
const ackley: PublishedFunction = (z, a, b) => {
  let squares = 0;
  let cosines = 0;
  for (let j = 0; j < z.length; j++) {
    const u = a[j]! * (z[j]! - b[j]!);
    squares += u * u;
    cosines += cosPi(u);
  }
  return -20 * exp((-0.2 / Math.sqrt(z.length)) * Math.sqrt(squares)) - exp(cosines / z.length) + 20 + Math.E;
};

/**
 * With wⱼ = 1 + (aⱼ(zⱼ − bⱼ) − 1)/4: f = sin²(πw₁) + Σ_{j=2}^{d−1} (wⱼ−1)²(1 + 10·sin²(πwⱼ+1)) + (w_d−1)²(1 + sin²(2πw_d)), at least 0,
 * with f = 0 only where all aⱼ(zⱼ − bⱼ) = 1. d ≥ 2.
 */
const levy: PublishedFunction = (z, a, b) => {
  const last = z.length - 1;
  let sum = 0;
  for (let j = 0; j <= last; j++) {
    const w = 1 + (a[j]! * (z[j]! - b[j]!) - 1) / 4;
    const rise = (w - 1) * (w - 1);
    if (j === 0) sum += sinPi(w) ** 2;
    else if (j === last) sum += rise * (1 + sinPi(2 * w) ** 2);
    else sum += rise * (1 + 10 * sinPi(w, 1) ** 2);
  }
  return sum;
};

export const PUBLISHED_FUNCTIONS = { Quadratic: quadratic, Ackley: ackley, Levy: levy } as const;

export type PublishedName = keyof typeof PUBLISHED_FUNCTIONS;
