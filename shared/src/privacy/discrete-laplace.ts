import type { UniformIntegers } from './entropy.js';
import { exponentialCoin } from './exponential-coin.js';

/** |y| = scale·whole + rest of a discrete Laplace variate, with its sign. */
export interface LaplaceVariate {
  readonly negative: boolean;
  readonly whole: number;
  readonly rest: number;
}

/**
 * An integer y with P[y] ∝ e^{−|y|/t}, t a whole number ≤ 2⁵², exactly (Canonne, Kamath & Steinke, arXiv 2004.00010, algorithm 2): a
 * remainder below t kept with probability e^{−rest/t}, a count of e^{−1} coins, a sign, and −0 drawn again. O(1).
 */
export function discreteLaplace(integers: UniformIntegers, scale: number): LaplaceVariate {
  for (;;) {
    const rest = integers.below(scale);
    if (!exponentialCoin(integers, { a: rest, b: scale, n: 1, c: 1 })) continue;
    let whole = 0;
    while (exponentialCoin(integers, { a: 1, b: 1, n: 1, c: 1 })) whole++;
    const negative = integers.below(2) === 1;
    if (negative && whole === 0 && rest === 0) continue;
    return { negative, whole, rest };
  }
}
