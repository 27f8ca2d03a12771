import { proposedUnits, requireDeviation } from './discrete-gaussian.js';
import type { UniformIntegers } from './entropy.js';

const WORD = 2 ** 32;

/**
 * Fills with continuous normals N(0, σ²) rounded to the nearest integer, exactly: y has the probability Φ((y + ½)/σ) − Φ((y − ½)/σ). Added to
 * whole numbers this is the continuous mechanism, rounded afterwards, so every theorem about continuous noise holds for it. The proposal of
 * `fillDiscreteGaussian` with a fraction x = (digit + u)/σ whose u gets as many digits as its comparisons need (the idea of Karney,
 * arXiv 1303.6257). σ: whole, 1 to 2⁴⁶. Throws `InvalidArgumentError`. O(n); draw all of a release before any of it is sent.
 */
export function fillRoundedGaussian(target: Float64Array, deviation: number, integers: UniformIntegers): void {
  requireDeviation(deviation);
  const words: number[] = [];
  let digit = 0;
  const toss = (): boolean => {
    const other = integers.below(deviation);
    return other === digit ? fractionIsLarger(words, integers) : other < digit;
  };
  const opposite = (): boolean => !toss();
  for (let i = 0; i < target.length;) {
    words.length = 0;
    digit = integers.below(deviation);
    const whole = proposedUnits(integers, toss, opposite);
    if (whole < 0) continue;
    words[0] ??= integers.below(WORD);
    const magnitude = deviation * whole + digit + (words[0] >= WORD / 2 ? 1 : 0);
    target[i++] = integers.below(2) === 1 ? 0 - magnitude : magnitude;
  }
}

/** Whether the fraction with these first digits, which are extended as needed, is larger than a fresh uniform one. */
function fractionIsLarger(words: number[], integers: UniformIntegers): boolean {
  for (let i = 0; ; i++) {
    words[i] ??= integers.below(WORD);
    const other = integers.below(WORD);
    if (other !== words[i]) return other < words[i]!;
  }
}
