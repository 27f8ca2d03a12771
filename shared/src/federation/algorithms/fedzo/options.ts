import { z } from 'zod';
import { finiteDifferenceOptions, publishedEstimator } from '../local-options.js';

/** Options of `fedzo`. */
export const fedzoOptions = z.strictObject({ kind: z.literal('fedzo'), ...finiteDifferenceOptions, ...publishedEstimator });

export type FedzoOptions = z.infer<typeof fedzoOptions>;
