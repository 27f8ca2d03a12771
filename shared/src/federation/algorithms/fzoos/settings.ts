import type { FeatureStructure } from '../../../surrogate/fourier-features.js';
import type { FzoosOptions } from './options.js';

/** What local iterations on a client's own surrogate go by. */
export type LocalSettings = Pick<
  FzoosOptions,
  | 'localIterations'
  | 'learningRate'
  | 'learningRateDecay'
  | 'optimizer'
  | 'kernel'
  | 'noiseVariance'
  | 'localWindow'
  | 'initialPoints'
  | 'initialRadius'
  | 'localQueries'
  | 'reuseBroadcastValue'
>;

/** What the parts of FZooS at a client go by, in whichever kind of method they are put together. */
export interface FzoosSettings
  extends LocalSettings, Pick<FzoosOptions, 'features' | 'featureLengthScale' | 'ridge' | 'surrogateWindow' | 'surrogateQueries'> {
  readonly featureStructure: FeatureStructure;
}
