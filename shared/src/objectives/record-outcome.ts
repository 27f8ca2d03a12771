import type { Box } from './box.js';
import type { Outcome } from './objective.js';

/**
 * The outcome of an objective that is a mean over records: its value is the mean of the losses that are finite, and all losses are told as they
 * are. One record without a loss must not cost the others theirs: what it takes from a release would then be more than its own share. Where
 * no record has one the evaluation has failed. The mean is summed in parts, so it is finite. O(records).
 */
export function recordsOutcome(records: Float64Array, gradients?: Float64Array): Outcome {
  const told = { records, ...(gradients === undefined ? {} : { gradients }) };
  // Finite only where all losses are, which is nearly always.
  const mean = meanInParts(records);
  if (Number.isFinite(mean) && records.length > 0) return { kind: 'value', value: mean, ...told };
  const finite = records.filter((loss) => Number.isFinite(loss));
  if (finite.length > 0) return { kind: 'value', value: meanInParts(finite), ...told };
  return {
    kind: 'failed',
    reason: records.length === 0 ? 'the objective has no records' : 'no record has a loss that is a finite number',
  };
}

function meanInParts(values: Float64Array): number {
  let mean = 0;
  for (let n = 0; n < values.length; n++) mean += values[n]! / values.length;
  return mean;
}

/** Gradients with respect to x ∈ [0,1]^d from such with respect to natural units, row after row: ∂/∂xⱼ = (upperⱼ − lowerⱼ) ∂/∂zⱼ. In place. O(n). */
export function toUnitGradients({ lower, upper }: Box, gradients: Float64Array): Float64Array {
  const { length } = lower;
  const widths = upper.map((bound, j) => bound - lower[j]!);
  for (let row = 0; row < gradients.length; row += length)
    for (let j = 0; j < length; j++) gradients[row + j] = gradients[row + j]! * widths[j]!;
  return gradients;
}
