import type { UniformIntegers } from './entropy.js';

/**
 * True with probability e^{−(a/b)^n / c}, exactly, in integers: K counts up while a coin of probability (a/b)^n/(cK) comes up, and K is odd
 * at the end with that probability (Canonne, Kamath & Steinke, arXiv 2004.00010, algorithm 1). Such a coin is n independent draws below b
 * and one below cK, so no number grows. 0 ≤ a ≤ b ≤ 2⁵³, n = 1 or 2. O(1): some e^{1/c} rounds on average.
 */
export function exponentialCoin(
  { below }: UniformIntegers,
  { a, b, n, c }: { readonly a: number; readonly b: number; readonly n: 1 | 2; readonly c: 1 | 2 },
): boolean {
  for (let k = 1; ; k++) {
    const heads = below(b) < a && (n === 1 || below(b) < a) && below(c * k) === 0;
    if (!heads) return k % 2 === 1;
  }
}
