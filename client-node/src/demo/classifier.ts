import { CLASSES, EDGE } from './digits.js';

/** A network of one hidden layer with ReLU. Its weights are one vector: W₁ (hidden × inputs, row-major), b₁, W₂ (classes × hidden), b₂. */
export interface Classifier {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
}

/** 49-8-10: 490 weights. */
export const DIGIT_CLASSIFIER: Classifier = { inputs: EDGE ** 2, hidden: 8, classes: CLASSES };

/** Where the four parts of the weight vector begin, and its length d. */
export function layout({ inputs, hidden, classes }: Classifier): {
  readonly hiddenBias: number;
  readonly outputWeights: number;
  readonly outputBias: number;
  readonly dimension: number;
} {
  const hiddenBias = hidden * inputs;
  const outputWeights = hiddenBias + hidden;
  const outputBias = outputWeights + classes * hidden;
  return { hiddenBias, outputWeights, outputBias, dimension: outputBias + classes };
}

/**
 * Class scores (logits) of n rows, shape [n, classes], row-major. `inputs` has shape [n, classifier.inputs]. Only + and × are used, so
 * equal weights give equal scores on every machine. O(n·d).
 */
export function classScores(classifier: Classifier, weights: ArrayLike<number>, inputs: Float32Array): Float64Array {
  const { inputs: width, hidden, classes } = classifier;
  const { hiddenBias, outputWeights, outputBias } = layout(classifier);
  const n = inputs.length / width;
  const scores = new Float64Array(n * classes);
  const activations = new Float64Array(hidden);
  for (let row = 0; row < n; row++) {
    const first = row * width;
    for (let j = 0; j < hidden; j++) {
      let sum = weights[hiddenBias + j]!;
      for (let i = 0, w = j * width; i < width; i++, w++) sum += weights[w]! * inputs[first + i]!;
      activations[j] = sum > 0 ? sum : 0;
    }
    for (let k = 0; k < classes; k++) {
      let sum = weights[outputBias + k]!;
      for (let j = 0, w = outputWeights + k * hidden; j < hidden; j++, w++) sum += weights[w]! * activations[j]!;
      scores[row * classes + k] = sum;
    }
  }
  return scores;
}
