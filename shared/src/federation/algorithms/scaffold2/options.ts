import { z } from 'zod';
import { finiteDifferenceOptions, publishedEstimator } from '../local-options.js';

/** Options of `scaffold2`. */
export const scaffold2Options = z.strictObject({ kind: z.literal('scaffold2'), ...finiteDifferenceOptions, ...publishedEstimator });

export type Scaffold2Options = z.infer<typeof scaffold2Options>;
