import type { FeatureStructure } from '../../../surrogate/fourier-features.js';
import type { FzoosOptions } from './options.js';

/** What the parts of FZooS at a client go by, in whichever kind of method they are put together. */
export interface FzoosSettings extends Omit<FzoosOptions, 'kind' | 'correctionLength' | 'acceptIfBetter'> {
  readonly featureStructure: FeatureStructure;
}
