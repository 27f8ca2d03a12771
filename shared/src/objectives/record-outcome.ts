import type { Box } from './box.js';
import type { Outcome } from './objective.js';

/**
 * The outcome of an objective that is a mean over records: its value is the mean of the losses that are finite, and all losses are told as they
 * are. One record without a loss must not cost the others theirs: what it takes from a release would then be more than its own share. Where
 * no record has one the evaluation has failed. The mean is summed in parts, so it is finite. O(records).
 */
export function recordsOutcome(records: Float64Array, gradients?: Float64Array): Outcome {
  let count = 0;
  for (const loss of records) if (Number.isFinite(loss)) count += 1;
  if (count === 0)
    return {
      kind: 'failed',
      reason: records.length === 0 ? 'the objective has no records' : 'no record has a loss that is a finite number',
    };
  let value = 0;
  for (const loss of records) if (Number.isFinite(loss)) value += loss / count;
  return { kind: 'value', value, records, ...(gradients === undefined ? {} : { gradients }) };
}

/** Gradients with respect to x ∈ [0,1]^d from such with respect to natural units, row after row: ∂/∂xⱼ = (upperⱼ − lowerⱼ) ∂/∂zⱼ. In place. O(n). */
export function toUnitGradients({ lower, upper }: Box, gradients: Float64Array): Float64Array {
  const { length } = lower;
  const widths = upper.map((bound, j) => bound - lower[j]!);
  for (let i = 0; i < gradients.length; i++) gradients[i] = gradients[i]! * widths[i % length]!;
  return gradients;
}
