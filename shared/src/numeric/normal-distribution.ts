import { exp } from './elementary.js';

const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/** φ(x) = exp(−x²/2)/√(2π). O(1). */
export function normalDensity(x: number): number {
  return INVERSE_ROOT_TWO_PI * exp(-0.5 * x * x);
}

/** From here on the continued fraction converges faster than the series, which would cancel. */
const TAIL = 3;

/**
 * Φ(x), the standard normal distribution function, with a relative error below 5e-13 in the lower tail too: the series of Marsaglia (2004,
 * *Evaluating the Normal Distribution*) about 0, the continued fraction of Mills' ratio beyond ±3. The same bits on every machine. O(1).
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > TAIL) return 1 - normalCdf(-x);
  if (x < -TAIL) return normalDensity(x) / millsDenominator(-x);
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-18 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + normalDensity(x) * sum;
}

/** φ(x)/(1 − Φ(x)) = x + 1/(x + 2/(x + 3/(x + …))), from its far end. */
function millsDenominator(x: number): number {
  if (x > 40) return x;
  let denominator = x;
  for (let k = 150; k >= 1; k--) denominator = x + k / denominator;
  return denominator;
}
