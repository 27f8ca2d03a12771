import { InvalidArgumentError } from '../errors.js';
import type { Contribution, NamedTensors, Tensor } from './messages.js';
import type { Aggregate } from './server-half.js';

/** A contribution with the weight of its client, wᵢ > 0. */
export interface WeightedContribution {
  readonly contribution: Contribution;
  readonly weight: number;
}

/**
 * The weighted mean Σ wᵢ tᵢ / Σ wᵢ of every tensor, over the given contributions in the given order: the weights are renormalised
 * over those that are there, so clients that failed or were late are left out of them. Order is the caller's (by client number), so
 * the order of arrival cannot change a bit. All contributions must carry the same tensors with the same shapes; what a sparse one does not list counts as 0. The mean is kept in
 * double precision whatever the wire type. O(contributions × elements).
 */
export function weightedMean(entries: readonly WeightedContribution[]): Aggregate {
  const first = entries[0];
  if (first === undefined) throw new InvalidArgumentError('contributions', 'a mean needs at least one contribution, got none');
  const totalWeight = entries.reduce((sum, entry) => sum + entry.weight, 0);
  const tensors: Record<string, Tensor> = {};
  for (const [name, { shape, values, indices }] of Object.entries(first.contribution.tensors)) {
    const mean = new Float64Array(indices === undefined ? values.length : shape.reduce((product, size) => product * size, 1));
    for (const { contribution, weight } of entries) {
      accumulate(mean, sameShape(contribution, name, shape), weight / totalWeight);
    }
    tensors[name] = { dtype: 'f64', shape, values: mean };
  }
  return { tensors, contributors: entries.length };
}

/** Σ wᵢ vᵢ / Σ wᵢ of the values that clients reported for the iterate; undefined unless every entry reported one. */
export function weightedMeanValue(entries: readonly WeightedContribution[]): number | undefined {
  let sum = 0;
  let totalWeight = 0;
  for (const { contribution, weight } of entries) {
    if (contribution.iterateValue === undefined) return undefined;
    sum += weight * contribution.iterateValue;
    totalWeight += weight;
  }
  return totalWeight > 0 ? sum / totalWeight : undefined;
}

function accumulate(mean: Float64Array, { values, indices }: Tensor, share: number): void {
  if (indices !== undefined) {
    for (let i = 0; i < indices.length; i++) mean[indices[i]!] = mean[indices[i]!]! + share * values[i]!;
    return;
  }
  for (let j = 0; j < mean.length; j++) mean[j] = mean[j]! + share * values[j]!;
}

function sameShape({ client, tensors }: { client: string; tensors: NamedTensors }, name: string, shape: readonly number[]): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined || tensor.shape.join() !== shape.join()) {
    throw new InvalidArgumentError(
      `tensors.${name}`,
      `client ${client} sent shape [${tensor?.shape.join() ?? 'nothing'}] where others sent [${shape.join()}]`,
    );
  }
  return tensor;
}
