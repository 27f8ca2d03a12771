import { controlOfLastRound } from '../control.js';
import type { FzoosPhase } from './phase.js';
import { sharedFeatures } from './shared-features.js';

/** cᵢ(x), shape [d]; `measured` names the local iterate whose gradient it is taken beside, where somebody wants to know. */
export type Correction = (x: Float64Array, measured?: { readonly t: number; readonly local: Float64Array }) => Float64Array;

/** At one x: that of the local process, that of the mean surrogate, and how much the latter differs from that of the client's own. */
interface Gradients {
  readonly local: Float64Array;
  readonly mean: Float64Array;
  readonly correction: Float64Array;
}

/**
 * cᵢ(x) = ∇μ̂ᵣ₋₁(x) − ∇μ̂⁽ⁱ⁾ᵣ₋₁(x), both surrogates of the last round; undefined where the client or the coordinator has none of it.
 * `tell` is told of the gradients at the t-th local iterate. O(Md).
 */
export function featureCorrection(
  { options, task, context, state }: FzoosPhase,
  tell?: (t: number, gradients: Gradients) => void,
): Correction | undefined {
  const own = controlOfLastRound(state.surrogate, task);
  const mean = task.tensors['surrogate']?.values;
  if (own === undefined || mean === undefined) return undefined;
  // The gradient is linear in the weights, so one pass over the features gives the difference.
  const difference = mean.map((weight, j) => weight - own[j]!);
  return (x, measured) => {
    const features = sharedFeatures(options, context);
    if (measured === undefined || tell === undefined) return features.gradient(difference, x);
    const [correction, whole] = features.gradients([difference, mean], x) as [Float64Array, Float64Array];
    tell(measured.t, { local: measured.local, mean: whole, correction });
    return correction;
  };
}
