import { InvalidArgumentError } from '../errors.js';
import { exp, log } from '../numeric/elementary.js';
import { createStream, fillNormal } from '../numeric/random-stream.js';
import { PUBLIC, type RandomStream } from '../numeric/random.js';
import { checkDimension } from './box.js';
import type { SynchronousObjective } from './objective.js';
import { valueOutcome } from './outcome.js';

export interface ModelProblemOptions {
  readonly clients: number;
  /** Samples a client has; all of them are in every evaluation. */
  readonly samples: number;
  readonly seed: number;
}

/** Models to be fitted to private samples: fᵢ is the mean loss on those of client i, x the weights in the unit box. */
export interface ModelProblem {
  readonly dimension: number;
  readonly objectives: readonly SynchronousObjective[];
  /** x₀: weights as a training begins with them. */
  readonly start: Float64Array;
}

/** Nonzero features of a sample. */
const TOKENS = 64;
/** Weights lie in ±this. */
const LINEAR_RANGE = 4;

/**
 * Logistic regression on texts made up: `dimension` words, whose frequencies fall as 1/rank, 64 of them a sample, each 1/8. Labels are
 * those of a hidden linear rule; a client's words are shifted by its own topic for half of a sample. x₀ is 0, F(x₀) = log 2.
 * O(64·samples) an evaluation.
 */
export function createLinearModels({ dimension, ...options }: ModelProblemOptions & { readonly dimension: number }): ModelProblem {
  check({ dimension, ...options }, 'dimension');
  const rule = new Float64Array(dimension);
  fillNormal(streamOf(options, PUBLIC), rule);
  const objectives = Array.from({ length: options.clients }, (_, client) => {
    const stream = streamOf(options, client);
    const topic = stream.integer(dimension);
    const words = Int32Array.from({ length: options.samples * TOKENS }, (_, k) => {
      const rank = Math.min(dimension - 1, Math.floor(exp(stream.uniform() * log(dimension + 1)) - 1));
      return k % 2 === 0 ? rank : (rank + topic) % dimension;
    });
    const labels = Float64Array.from({ length: options.samples }, (_, n) => Math.sign(score(rule, words, n)) || 1);
    return objective(dimension, (x) => {
      let loss = 0;
      for (let n = 0; n < labels.length; n++) {
        // Weights are (x − 1/2)·2·range, features 1/√64.
        const margin = labels[n]! * (score(x, words, n) - 0.5 * TOKENS) * ((2 * LINEAR_RANGE) / Math.sqrt(TOKENS));
        loss += softplus(-margin);
      }
      return loss / labels.length;
    });
  });
  return { dimension, objectives, start: new Float64Array(dimension).fill(0.5) };
}

const CLASSES = 10;

/**
 * A perceptron with one hidden layer of ReLUs, `inputs`–`hidden`–10, softmax cross-entropy: d = hidden·(inputs + 11) + 10, which is 10⁵
 * for 99 and 909. Samples are Gaussian clouds around ten centres; a client has mostly three of the classes. Weights lie in ±4/√fan-in and
 * begin at random with variance 2/fan-in. O(d·samples) an evaluation.
 */
export function createPerceptrons({
  inputs,
  hidden,
  ...options
}: ModelProblemOptions & { readonly inputs: number; readonly hidden: number }): ModelProblem {
  check({ inputs, hidden, ...options }, 'inputs', 'hidden');
  const dimension = hidden * (inputs + 1 + CLASSES) + CLASSES;
  const shared = streamOf(options, PUBLIC);
  const centres = new Float64Array(CLASSES * inputs);
  fillNormal(shared, centres);
  const start = new Float64Array(dimension);
  fillNormal(shared, start);
  // A weight of s/√fan-in lies at 1/2 + s/8 of its range.
  for (let j = 0; j < dimension; j++) start[j] = Math.min(1, Math.max(0, 0.5 + (Math.SQRT2 / 8) * start[j]!));
  const objectives = Array.from({ length: options.clients }, (_, client) => {
    const stream = streamOf(options, client);
    const labels = Int32Array.from({ length: options.samples }, () =>
      stream.uniform() < 0.8 ? (client + stream.integer(3)) % CLASSES : stream.integer(CLASSES),
    );
    const samples = new Float64Array(options.samples * inputs);
    fillNormal(stream, samples);
    for (let k = 0; k < samples.length; k++) {
      samples[k] = samples[k]! + centres[labels[Math.floor(k / inputs)]! * inputs + (k % inputs)]!;
    }
    return objective(dimension, (x) => perceptronLoss(x, { samples, labels, inputs, hidden }));
  });
  return { dimension, objectives, start };
}

interface PerceptronData {
  readonly samples: Float64Array;
  readonly labels: Int32Array;
  readonly inputs: number;
  readonly hidden: number;
}

/** Mean cross-entropy. Weights in x: a hidden unit's `inputs` and bias after another, then a class's `hidden`, then the biases of classes. */
function perceptronLoss(x: Float64Array, { samples, labels, inputs, hidden }: PerceptronData): number {
  const count = labels.length;
  const firstScale = 8 / Math.sqrt(inputs);
  const secondScale = 8 / Math.sqrt(hidden);
  const outputs = hidden * (inputs + 1);
  const biases = outputs + hidden * CLASSES;
  const logits = new Float64Array(count * CLASSES);
  for (let h = 0; h < hidden; h++) {
    const row = h * (inputs + 1);
    for (let n = 0; n < count; n++) {
      let sum = x[row + inputs]! - 0.5;
      for (let i = 0; i < inputs; i++) sum += (x[row + i]! - 0.5) * samples[n * inputs + i]!;
      if (sum <= 0) continue;
      const activation = sum * firstScale * secondScale;
      for (let c = 0; c < CLASSES; c++)
        logits[n * CLASSES + c] = logits[n * CLASSES + c]! + (x[outputs + c * hidden + h]! - 0.5) * activation;
    }
  }
  let loss = 0;
  for (let n = 0; n < count; n++) {
    const own = logits.subarray(n * CLASSES, (n + 1) * CLASSES);
    let most = -Infinity;
    for (let c = 0; c < CLASSES; c++) {
      own[c] = own[c]! + (x[biases + c]! - 0.5);
      most = Math.max(most, own[c]!);
    }
    let total = 0;
    for (let c = 0; c < CLASSES; c++) total += exp(own[c]! - most);
    loss += most + log(total) - own[labels[n]!]!;
  }
  return loss / count;
}

function objective(dimension: number, loss: (x: Float64Array) => number): SynchronousObjective {
  const truth = (x: Float64Array): number => {
    checkDimension(x, dimension);
    return loss(x);
  };
  return { dimension, truth, evaluate: (x) => valueOutcome(truth(x)) };
}

function score(weights: Float64Array, words: Int32Array, sample: number): number {
  let sum = 0;
  for (let k = sample * TOKENS; k < (sample + 1) * TOKENS; k++) sum += weights[words[k]!]!;
  return sum;
}

/** log(1 + eˢ) without overflow. */
function softplus(s: number): number {
  return s > 0 ? s + log(1 + exp(-s)) : log(1 + exp(s));
}

function streamOf({ seed }: ModelProblemOptions, client: number): RandomStream {
  return createStream({ seed, client, round: 0, purpose: 'model-data' });
}

function check<Fields extends ModelProblemOptions>(fields: Fields, ...more: readonly (keyof Fields & string)[]): void {
  for (const field of ['clients', 'samples', ...more] as const) {
    const value = fields[field as keyof Fields];
    if (!Number.isSafeInteger(value) || Number(value) < 1) throw new InvalidArgumentError(field, `is ${String(value)}, must be at least 1`);
  }
}
