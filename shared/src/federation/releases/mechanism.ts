import { releaseSum, uniformIntegers, type EntropySource } from '../../privacy/index.js';
import type { Mechanism } from '../client-half.js';
import type { RunPlan } from '../messages.js';
import { noiseKindOf } from './release-desk.js';

const WHOLE = 2 ** 53;

/**
 * What stands between a client's sum and the wire; undefined where the coordinator is trusted with every sum. Where nobody is trusted: the noise.
 * Where clients are sampled: a coin, which nobody else sees, for each release anew. A client on which it comes down sends nothing but zeros, and
 * evaluates all the same, so that only a coordinator, who is trusted, can tell. The coin's probability is the sampling rate, rounded down to a
 * multiple of 2⁻⁵³.
 */
export function mechanismOf({ privacy }: Pick<RunPlan, 'privacy'>, entropy: EntropySource): Mechanism | undefined {
  if (privacy === undefined) return undefined;
  const { trust, samplingRate } = privacy;
  if (trust === 'local') return (sum) => releaseSum([sum], noiseKindOf(privacy), entropy).value;
  if (samplingRate === undefined) return undefined;
  const integers = uniformIntegers(entropy);
  return ({ counts }) => (integers.below(WHOLE) < Math.floor(samplingRate * WHOLE) ? counts : new Float64Array(counts.length));
}
