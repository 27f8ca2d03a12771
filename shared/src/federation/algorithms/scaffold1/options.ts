import { z } from 'zod';
import { finiteDifferenceOptions, publishedEstimator } from '../local-options.js';

/** Options of `scaffold1`. */
export const scaffold1Options = z.strictObject({ kind: z.literal('scaffold1'), ...finiteDifferenceOptions, ...publishedEstimator });

export type Scaffold1Options = z.infer<typeof scaffold1Options>;
