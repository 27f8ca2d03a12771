import { createFeatures, type FourierFeatures } from '../../../surrogate/fourier-features.js';
import { createFeatureWindow, type FeatureWindow } from '../../../surrogate/feature-window.js';
import { fitFeatures } from '../../../surrogate/ridge.js';
import type { ClientContext } from '../../client-half.js';
import type { Points } from '../trajectory.js';
import type { FzoosOptions } from './options.js';
import type { FzoosPhase } from './phase.js';

/** Memory is dear: 40 MB a client at the published settings. Beyond this many, clients of one process take turns with it. */
const MOST_WINDOWS = 8;

/** The random features of a run, the same at every client, drawn once a process. */
export function sharedFeatures(options: FzoosOptions, { plan, kernels, workspace }: ClientContext): FourierFeatures {
  const { features: count, featureLengthScale: lengthScale } = options;
  return workspace.recall(`features/${plan.seed}/${count}/${plan.dimension}/${lengthScale}`, () =>
    createFeatures({ seed: plan.seed, count, dimension: plan.dimension, lengthScale }, kernels),
  );
}

/** wᵢ: the ridge fit of the features to a window of the client's points, values scaled to [0, 1] for the fit and back. */
export function fitSurrogateWeights({ options, context }: FzoosPhase, points: Points): Float64Array {
  const features = sharedFeatures(options, context);
  const window = windowOf(context, { features, capacity: options.surrogateWindow });
  return fitFeatures(context.kernels, points, { features, window, ridge: options.ridge, normalisation: 'range' }).weights;
}

/** The client's memory of feature rows; the one used longest ago changes hands when there are too many. */
function windowOf(
  { kernels, workspace, clientNumber }: ClientContext,
  { features, capacity }: { features: FourierFeatures; capacity: number },
): FeatureWindow {
  const { seed, count, dimension, lengthScale } = features;
  const windows = workspace.recall(
    `feature-windows/${seed}/${count}/${dimension}/${lengthScale}/${capacity}`,
    () => new Map<number, FeatureWindow>(),
  );
  const oldest = windows.size >= MOST_WINDOWS ? windows.keys().next().value : undefined;
  const reused = windows.get(clientNumber) ?? (oldest === undefined ? undefined : windows.get(oldest));
  if (oldest !== undefined && !windows.has(clientNumber)) windows.delete(oldest);
  const window = reused ?? createFeatureWindow(features, capacity, kernels);
  // A map keeps the order of insertion: what was used last goes to its end.
  windows.delete(clientNumber);
  windows.set(clientNumber, window);
  return window;
}
