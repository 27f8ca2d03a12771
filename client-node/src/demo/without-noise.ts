import type { Experiment } from '@fedzoo/shared/experiment';
import { blockDirections } from '@fedzoo/shared/federation/server';
import { clipToRadius } from '@fedzoo/shared/privacy';
import { DIGIT_CLASSIFIER } from './classifier.js';
import { crossEntropyGradient } from './classifier-gradient.js';
import type { Demonstration } from './prepare.js';

/**
 * The weights that a private demonstration would have ended with, had no noise been added: the same rounds along the same directions with
 * the same clipping, on all clients' digits at once. Derivatives are those of back-propagation, in place of differences. Only a demonstration
 * can know this. Undefined for another method than zo-diff2 with a constant rate and clip radius, a stated number of directions and every release whole. O(rounds · digits · directions · d), a few seconds.
 */
export function withoutNoise(
  { seed, algorithm, privacy }: Pick<Experiment, 'seed' | 'algorithm' | 'privacy'>,
  { clients, start, weightsAt }: Pick<Demonstration, 'clients' | 'start' | 'weightsAt'>,
  rounds: number,
): Float64Array | undefined {
  const options = algorithm as { readonly [option: string]: unknown };
  const isPlain = (privacy?.restart ?? 1) === 1 && options['cooldown'] === 0 && typeof options['directions'] === 'number';
  if (algorithm.kind !== 'zo-diff2' || privacy === undefined || !isPlain) return undefined;
  const [count, learningRate, smoothingRadius] = [options['directions'], options['learningRate'], options['smoothingRadius']].map(
    Number,
  ) as [number, number, number];
  const { clip, members } = privacy;
  if (typeof clip.restart !== 'number') return undefined;
  const radius: number = clip.restart;
  const dimension = start.length;
  const centre = weightsAt(new Float64Array(dimension).fill(0.5));
  const x = new Float64Array(dimension).fill(0.5);

  for (let round = 0; round < rounds; round++) {
    const directions = blockDirections({ seed, dimension }, round, count);
    // How the weights move along each direction, shape [d, K]: w is affine in x.
    const moves = new Float64Array(dimension * count);
    directions.forEach((direction, k) => {
      const moved = weightsAt(direction.map((coordinate) => 0.5 + coordinate));
      for (let j = 0; j < dimension; j++) moves[j * count + k] = moved[j]! - centre[j]!;
    });
    const mean = meanDerivatives(weightsAt(x));
    directions.forEach((direction, k) => {
      for (let j = 0; j < dimension; j++)
        x[j] = Math.min(1 - smoothingRadius, Math.max(smoothingRadius, x[j]! - learningRate * mean[k]! * direction[j]!));
    });

    function meanDerivatives(weights: Float64Array): Float64Array {
      const sum = new Float64Array(count);
      for (const { digits } of clients) {
        const { inputs, rowLength, labels } = digits;
        labels.forEach((label, row) => {
          const digit = { inputs: inputs.subarray(row * rowLength, (row + 1) * rowLength), rowLength, labels: Int32Array.of(label) };
          clipToRadius(along(moves, crossEntropyGradient(DIGIT_CLASSIFIER, weights, digit).gradient), radius).forEach((slope, k) => {
            sum[k] = sum[k]! + slope;
          });
        });
      }
      return sum.map((slope) => slope / members!);
    }
  }
  return weightsAt(x);
}

/** The derivatives along the directions; most elements of a digit's gradient are zero. */
function along(moves: Float64Array, gradient: Float64Array): Float64Array {
  const count = moves.length / gradient.length;
  const slopes = new Float64Array(count);
  gradient.forEach((slope, j) => {
    if (slope === 0) return;
    for (let k = 0; k < count; k++) slopes[k] = slopes[k]! + slope * moves[j * count + k]!;
  });
  return slopes;
}
