import { createStream, exp, fillNormal, PUBLIC } from '@fedzoo/shared/numeric';
import { createAdam } from '@fedzoo/shared/optimizers';

/**
 * A classifier with one hidden layer of ReLUs. Its weights are one vector: W1 (hidden × inputs, row-major), b1, W2 (classes × hidden), b2.
 */
export function createNetwork({ inputs, hidden, classes }) {
  const hiddenBias = hidden * inputs;
  const outputWeights = hiddenBias + hidden;
  const outputBias = outputWeights + classes * hidden;
  return { inputs, hidden, classes, hiddenBias, outputWeights, outputBias, dimension: outputBias + classes };
}

/** Class scores of the row that begins at `first`, into `scores`; `activations` gets the hidden layer. */
export function classScores(network, weights, { rows, first, activations, scores }) {
  const { inputs, hidden, classes, hiddenBias, outputWeights, outputBias } = network;
  for (let j = 0; j < hidden; j++) {
    const sum = weights[hiddenBias + j] + product(weights, j * inputs, { rows, first, length: inputs });
    activations[j] = sum > 0 ? sum : 0;
  }
  for (let k = 0; k < classes; k++) {
    let sum = weights[outputBias + k];
    for (let j = 0, w = outputWeights + k * hidden; j < hidden; j++, w++) sum += weights[w] * activations[j];
    scores[k] = sum;
  }
  return scores;
}

/** Where a classifier writes while it works. */
export function scratchOf({ hidden, classes }) {
  return { activations: new Float64Array(hidden), scores: new Float64Array(classes) };
}

/** The class of the largest score. */
export function likeliest(scores) {
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k] > scores[best]) best = k;
  return best;
}

/**
 * Weights fitted to labelled rows: Adam on the mean cross-entropy plus a penalty of 1e-4 ÷ 2 times the squared weights, in batches of 50
 * in an order drawn anew each epoch, from He's random weights (arXiv 1502.01852). A function of data and seed.
 */
export function trainNetwork(network, { inputs: rows, labels }, { seed, client, epochs, learningRate }) {
  const stream = createStream({ seed, client, round: 0, purpose: 'model-data' });
  const optimizer = createAdam({ learningRate });
  let weights = firstWeights(network, stream);
  let state = optimizer.init(network.dimension);
  const order = labels.map((_, row) => row);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, stream);
    for (let begin = 0; begin < order.length; begin += BATCH) {
      const gradient = batchGradient(network, weights, { rows, labels, batch: order.subarray(begin, begin + BATCH) });
      const update = optimizer.update(gradient, state);
      weights = weights.map((weight, j) => weight + update.step[j]);
      state = update.state;
    }
  }
  return weights;
}

const BATCH = 50;
const PENALTY = 1e-4;

function firstWeights({ inputs, hidden, hiddenBias, outputWeights, outputBias, dimension }, stream) {
  const draws = new Float64Array(dimension);
  fillNormal(stream, draws);
  return draws.map((draw, j) => {
    if (j < hiddenBias) return draw * Math.sqrt(2 / inputs);
    return j >= outputWeights && j < outputBias ? draw * Math.sqrt(1 / hidden) : 0;
  });
}

/** The gradient of the mean cross-entropy of some rows and the penalty, in the order of the weights. */
export function batchGradient(network, weights, { rows, labels, batch }) {
  const { inputs, hidden, classes, hiddenBias, outputWeights, outputBias } = network;
  const gradient = weights.map((weight) => PENALTY * weight);
  const { activations, scores } = scratchOf(network);
  for (const row of batch) {
    const first = row * inputs;
    classScores(network, weights, { rows, first, activations, scores });
    const top = scores[likeliest(scores)];
    const powers = scores.map((score) => exp(score - top));
    const total = powers.reduce((sum, power) => sum + power, 0);
    const errors = powers.map((power, k) => (power / total - Number(k === labels[row])) / batch.length);
    for (let k = 0; k < classes; k++) gradient[outputBias + k] += errors[k];
    for (let j = 0; j < hidden; j++) {
      if (activations[j] === 0) continue;
      let sensitivity = 0;
      for (let k = 0; k < classes; k++) {
        const at = outputWeights + k * hidden + j;
        gradient[at] += errors[k] * activations[j];
        sensitivity += errors[k] * weights[at];
      }
      gradient[hiddenBias + j] += sensitivity;
      addTo(gradient, j * inputs, { factor: sensitivity, rows, first, length: inputs });
    }
  }
  return gradient;
}

function product(weights, at, { rows, first, length }) {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += weights[at + i] * rows[first + i];
  return sum;
}

function addTo(target, at, { factor, rows, first, length }) {
  for (let i = 0; i < length; i++) target[at + i] += factor * rows[first + i];
}

/** Fisher-Yates. */
export function shuffle(deck, stream) {
  for (let i = deck.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [deck[i], deck[j]] = [deck[j], deck[i]];
  }
  return deck;
}

/** A stream that all nodes draw alike. */
export function publicStream(seed, round) {
  return createStream({ seed, client: PUBLIC, round, purpose: 'model-data' });
}
