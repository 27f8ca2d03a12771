import type { UniformIntegers } from './entropy.js';

/** A coin: true with one probability, each toss anew. */
export type Coin = () => boolean;

/**
 * True with probability e^{−pⁿ/c} for a coin of probability p, exactly and without knowing p: K counts up while n tosses and a draw of
 * probability 1/(cK) all succeed, and K is odd at the end with that probability (Canonne, Kamath & Steinke, arXiv 2004.00010, algorithm 1).
 * n, c = 1 or 2. O(1): some e^{1/c} rounds on average.
 */
export function exponentialCoin({ below }: UniformIntegers, toss: Coin, { n, c }: { readonly n: 1 | 2; readonly c: 1 | 2 }): boolean {
  for (let k = 1; ; k++) {
    const heads = toss() && (n === 1 || toss()) && below(c * k) === 0;
    if (!heads) return k % 2 === 1;
  }
}

/** The coin of probability 1. */
export const CERTAIN: Coin = () => true;
