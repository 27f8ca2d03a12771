import type { EntropySource } from '../../privacy/index.js';
import { releaseSum } from '../../privacy/noise.js';
import type { Mechanism } from '../client-half.js';
import type { RunPlan } from '../messages.js';
import { noiseKindOf } from './release-desk.js';

/** What adds the noise at a client of a run in which nobody is trusted; undefined in every other. */
export function mechanismOf({ privacy }: Pick<RunPlan, 'privacy'>, entropy: EntropySource): Mechanism | undefined {
  return privacy?.trust === 'local' ? (sum) => releaseSum([sum], noiseKindOf(privacy), entropy).value : undefined;
}
