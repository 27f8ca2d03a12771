import { createFeatures, type FourierFeatures } from '../../../surrogate/fourier-features.js';
import { createFeatureWindow, type FeatureWindow } from '../../../surrogate/feature-window.js';
import { fitFeatures } from '../../../surrogate/ridge.js';
import type { ClientContext } from '../../client-half.js';
import type { Points } from '../trajectory.js';
import { memoryOfClient } from './client-memory.js';
import type { FzoosPhase } from './phase.js';
import type { FzoosSettings } from './settings.js';

/** Memory is dear: 40 MB a client at the published settings. Beyond this many, clients of one process take turns with it. */
const MOST_WINDOWS = 8;

/** The random features of a run, the same at every client, drawn once a process. */
export function sharedFeatures(options: FzoosSettings, { plan, kernels, workspace }: ClientContext): FourierFeatures {
  const { features: count, featureLengthScale: lengthScale, featureStructure: structure } = options;
  return workspace.recall(`features/${structure}/${plan.seed}/${count}/${plan.dimension}/${lengthScale}`, () =>
    createFeatures({ seed: plan.seed, count, dimension: plan.dimension, lengthScale, structure }, kernels),
  );
}

/** wᵢ: the ridge fit of the features to a window of the client's points, values scaled to [0, 1] for the fit and back. */
export function fitSurrogateWeights({ options, context }: FzoosPhase, points: Points): Float64Array {
  const features = sharedFeatures(options, context);
  const window = windowOf(context, { features, capacity: options.surrogateWindow });
  return fitFeatures(context.kernels, points, { features, window, ridge: options.ridge, normalisation: 'range' }).weights;
}

/** The client's memory of feature rows. */
function windowOf(context: ClientContext, { features, capacity }: { features: FourierFeatures; capacity: number }): FeatureWindow {
  const { structure, seed, count, dimension, lengthScale } = features;
  return memoryOfClient(context, {
    kind: `feature-windows/${structure}/${seed}/${count}/${dimension}/${lengthScale}/${capacity}`,
    most: MOST_WINDOWS,
    make: () => createFeatureWindow(features, capacity, context.kernels),
  });
}
