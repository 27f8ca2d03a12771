import { largestElements } from '../numeric/largest-elements.js';
import type { Dtype } from '../numeric/dtype.js';
import type { UniformDraws } from '../numeric/random.js';
import type { Tensor } from './messages.js';
import { vectorTensor } from './tensor.js';

/** What is sent of an update, and what is not. */
export interface SparseUpdate {
  readonly tensor: Tensor;
  /** v − sent, to be added to the next update. */
  readonly residual: Float64Array;
}

/**
 * Top-k with error feedback (Stich et al., arXiv 1809.07599, algorithm 1): of v = update + residual the k elements of largest magnitude are
 * sent, rounded to nearest in the run's dtype; what rounding and selection leave out is the next residual. In exact values, element by
 * element, sent + residual = v. A contraction: ‖residual‖² ≤ (1 − k/d) ‖v‖² for f64, so that over rounds all that was stepped arrives.
 *
 * q8 rounds to nearest here and draws nothing: what stochastic rounding is for, error feedback does, and its residual is smaller. O(d log d).
 */
export function sparseUpdate(
  update: Float64Array,
  { residual, topK, dtype }: { readonly residual: Float64Array | null; readonly topK: number; readonly dtype: Dtype },
): SparseUpdate {
  const whole = residual === null ? update : update.map((element, j) => element + residual[j]!);
  const indices = largestElements(whole, topK);
  const rounded = vectorTensor(
    indices.map((j) => whole[j]!),
    dtype,
    TO_NEAREST,
  );
  const left = whole.slice();
  for (let i = 0; i < indices.length; i++) left[indices[i]!] = whole[indices[i]!]! - rounded.values[i]!;
  return { tensor: { ...rounded, shape: [update.length], indices }, residual: left };
}

/** Draws that make stochastic rounding round to nearest, halves down. */
const TO_NEAREST: UniformDraws = { uniform: () => 0.5 };
