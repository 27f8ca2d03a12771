import { bytesPerElement } from '../../../numeric/dtype.js';
import type { RunPlan } from '../../messages.js';
import type { FzoosSettings } from '../fzoos/settings.js';
import type { FzoosAdaptiveOptions } from './options.js';

/** Sizes in numbers of points; a process costs n³, and the surrogate's window n² M a round. */
const LOCAL_WINDOW = { least: 150, most: 400 };
const SURROGATE_WINDOW = { least: 500, most: 1_000 };
/** Blocks of d frequencies beyond which features gain little where a coordinate counts, and features where d is small. */
const MOST_BLOCKS = 4;
const SMALLEST_WANTED = 1_024;

/** What the parts of FZooS go by in d dimensions: a window shows √(n/d) of a gradient, so windows grow with d. */
export function settingsOf(options: FzoosAdaptiveOptions, plan: RunPlan): FzoosSettings {
  const { dimension: d } = plan;
  return {
    ...options,
    features: featureCount(options, plan),
    featureStructure: 'orthogonal-pairs',
    localWindow: options.localWindow ?? between(d, LOCAL_WINDOW),
    surrogateWindow: options.surrogateWindow ?? between(2 * d, SURROGATE_WINDOW),
  };
}

/**
 * M: as many whole blocks of d frequencies, 2 d features each, as `messageBytes` holds, up to four or 1,024 features. Where not even
 * one block fits: as many pairs as do.
 */
export function featureCount({ features, messageBytes }: FzoosAdaptiveOptions, { dimension: d, dtype }: RunPlan): number {
  if (features !== undefined) return features;
  const affordable = Math.floor(messageBytes / bytesPerElement[dtype]);
  const wanted = Math.min(affordable, Math.max(2 * MOST_BLOCKS * d, SMALLEST_WANTED));
  const unit = wanted >= 2 * d ? 2 * d : 2;
  return wanted - (wanted % unit);
}

function between(value: number, { least, most }: { readonly least: number; readonly most: number }): number {
  return Math.min(most, Math.max(least, value));
}
