import { exp, log } from './elementary.js';

/** e^x − 1 without cancellation near 0, a few ulp: its series, and Kahan's correction (the rounding of e^x shows in its logarithm). O(1). */
export function expm1(x: number): number {
  if (Math.abs(x) < 1e-3) return x * (1 + (x / 2) * (1 + (x / 3) * (1 + (x / 4) * (1 + x / 5))));
  if (x < -40) return -1;
  if (x > 1) return exp(x) - 1;
  const power = exp(x);
  return power === 1 ? x : ((power - 1) * x) / log(power);
}

/** ln(1 + x) without cancellation near 0, a few ulp (the same correction the other way round); −∞ at −1, NaN below. O(1). */
export function log1p(x: number): number {
  if (Math.abs(x) < 1e-3) return x * (1 - x * (1 / 2 - x * (1 / 3 - x * (1 / 4 - x * (1 / 5 - x / 6)))));
  const sum = 1 + x;
  return sum === Infinity ? x : (log(sum) * x) / (sum - 1);
}
