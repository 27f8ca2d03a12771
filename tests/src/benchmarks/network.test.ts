import { expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';

interface Network {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
  readonly outputWeights: number;
  readonly dimension: number;
}
interface NetworkModule {
  readonly createNetwork: (sizes: { inputs: number; hidden: number; classes: number }) => Network;
  readonly classScores: (
    network: Network,
    weights: Float64Array,
    at: { rows: Float32Array; first: number; activations: Float64Array; scores: Float64Array },
  ) => Float64Array;
  readonly scratchOf: (network: Network) => { activations: Float64Array; scores: Float64Array };
  readonly batchGradient: (
    network: Network,
    weights: Float64Array,
    data: { rows: Float32Array; labels: Int32Array; batch: Int32Array },
  ) => Float64Array;
}

it('the networks to attack are trained by the gradient of the mean cross-entropy of a batch and its penalty', async () => {
  ensureBuilt();
  const path = new URL('../../../benchmarks/algorithms/problems/network.mjs', import.meta.url).href;
  const { createNetwork, classScores, scratchOf, batchGradient } = (await import(path)) as NetworkModule;
  const network = createNetwork({ inputs: 3, hidden: 4, classes: 3 });
  const wave = (length: number, step: number): number[] => Array.from({ length }, (_, i) => Math.sin(1 + step * i));
  const rows = Float32Array.from(wave(5 * 3, 2.3));
  const labels = Int32Array.of(0, 2, 1, 1, 2);
  const batch = Int32Array.of(0, 2, 3, 4);
  const loss = (weights: Float64Array): number => {
    let sum = 0;
    for (const row of batch) {
      const scores = classScores(network, weights, { rows, first: row * 3, ...scratchOf(network) });
      sum += Math.log(scores.reduce((total, score) => total + Math.exp(score), 0)) - scores[labels[row]!]!;
    }
    return sum / batch.length + 5e-5 * weights.reduce((total, weight) => total + weight * weight, 0);
  };
  const weights = Float64Array.from(wave(network.dimension, 1.7));
  const moved = (j: number, by: number): Float64Array => weights.map((weight, i) => (i === j ? weight + by : weight));
  const differences = weights.map((_, j) => (loss(moved(j, 1e-5)) - loss(moved(j, -1e-5))) / 2e-5);
  const gradient = batchGradient(network, weights, { rows, labels, batch });
  for (const [j, slope] of differences.entries()) expect(Math.abs(gradient[j]! - slope)).toBeLessThan(1e-8);
  // Parts of all layers take part: some units are on, and no row is without a unit.
  expect(gradient.subarray(0, network.outputWeights).filter((slope) => Math.abs(slope) > 1e-3).length).toBeGreaterThan(4);
});
