import { randomFillSync } from 'node:crypto';
import type { EntropySource } from '@fedzoo/shared/privacy';

/** The operating system's generator: what nobody can predict or repeat. */
export const systemEntropy: EntropySource = { fill: (bytes) => void randomFillSync(bytes) };
