import { exp, log } from '@fedzoo/shared/numeric';
import type { LabelledData } from '../objectives/labelled-data.js';
import { classScores, layout, type Classifier } from './classifier.js';

/**
 * Mean cross-entropy −ln softmax(scores)[label] of the rows and its gradient by back-propagation, shape [d]; at the kink of a ReLU the
 * derivative is 0. O(n·d).
 */
export function crossEntropyGradient(
  classifier: Classifier,
  weights: Float64Array,
  { inputs, labels }: LabelledData,
): { readonly loss: number; readonly gradient: Float64Array } {
  const { inputs: width, hidden, classes } = classifier;
  const { hiddenBias, outputWeights, outputBias, dimension } = layout(classifier);
  const gradient = new Float64Array(dimension);
  const add = (at: number, amount: number): void => {
    gradient[at] = gradient[at]! + amount;
  };
  const n = labels.length;
  const scores = classScores(classifier, weights, inputs);
  const activations = new Float64Array(hidden);
  const sensitivities = new Float64Array(hidden);
  let loss = 0;
  for (let row = 0; row < n; row++) {
    const x = inputs.subarray(row * width, (row + 1) * width);
    for (let j = 0; j < hidden; j++) {
      let sum = weights[hiddenBias + j]!;
      for (let i = 0; i < width; i++) sum += weights[j * width + i]! * x[i]!;
      activations[j] = Math.max(sum, 0);
    }
    const own = scores.subarray(row * classes, (row + 1) * classes);
    const top = own.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    const powers = own.map((score) => exp(score - top));
    const total = powers.reduce((sum, power) => sum + power, 0);
    const label = labels[row]!;
    loss += (log(total) + top - own[label]!) / n;
    sensitivities.fill(0);
    for (let k = 0; k < classes; k++) {
      const error = (powers[k]! / total - (k === label ? 1 : 0)) / n;
      add(outputBias + k, error);
      for (let j = 0; j < hidden; j++) {
        add(outputWeights + k * hidden + j, error * activations[j]!);
        sensitivities[j] = sensitivities[j]! + error * weights[outputWeights + k * hidden + j]!;
      }
    }
    for (let j = 0; j < hidden; j++) {
      if (activations[j]! <= 0) continue;
      add(hiddenBias + j, sensitivities[j]!);
      for (let i = 0; i < width; i++) add(j * width + i, sensitivities[j]! * x[i]!);
    }
  }
  return { loss, gradient };
}
