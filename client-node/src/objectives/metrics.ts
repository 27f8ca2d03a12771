import { InvalidArgumentError } from '@fedzoo/shared/errors';

/** Class scores of n rows (n × k, row-major: probabilities or logits) and their labels, integers in [0, k). */
export interface Predictions {
  readonly scores: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  /** k, at least 1. With one column the score is the probability of class 1 and a label is 0 or 1. */
  readonly columns: number;
}

/** The share of rows whose predicted class is their label. O(n·k). */
export function accuracy(predictions: Predictions): number {
  const predicted = predictedClasses(predictions);
  const { labels } = predictions;
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (predicted[i] === labels[i]) right += 1;
  return right / labels.length;
}

/**
 * The mean of F1 over the classes that occur in `labels`, where F1 = 2·TP / (2·TP + FP + FN) and a class that is never predicted
 * counts 0. A class that occurs nowhere in the labels is left out of the mean: over all k classes, a client that holds three of
 * them would be rewarded for forgetting the rest. O(n·k).
 */
export function macroF1(predictions: Predictions): number {
  const { labels } = predictions;
  const predicted = predictedClasses(predictions);
  const truePositives = new Map<number, number>();
  const claims = new Map<number, number>();
  const support = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const claim = predicted[i]!;
    add(support, label);
    add(claims, claim);
    if (label === claim) add(truePositives, label);
  }
  let sum = 0;
  // 2·TP + FP + FN = (TP + FP) + (TP + FN) = claims + support, which is never 0 for a class that occurs.
  for (const [label, count] of support) sum += (2 * (truePositives.get(label) ?? 0)) / ((claims.get(label) ?? 0) + count);
  return sum / support.size;
}

/** The class of the largest score of each row, the first of equals; with one column, 1 where the score is at least 0.5. */
function predictedClasses({ scores, labels, columns }: Predictions): Int32Array {
  check({ scores, labels, columns });
  const classes = new Int32Array(labels.length);
  for (let i = 0; i < classes.length; i++) {
    let best = 0;
    if (columns === 1) best = scores[i]! >= 0.5 ? 1 : 0;
    else for (let k = 1; k < columns; k++) if (scores[i * columns + k]! > scores[i * columns + best]!) best = k;
    classes[i] = best;
  }
  return classes;
}

/** Throws `InvalidArgumentError` unless there are k scores for each of some labels. */
export function checkShape({ scores, labels, columns }: Predictions): void {
  if (labels.length === 0) throw new InvalidArgumentError('labels', 'are empty; a score needs at least one row');
  if (scores.length !== labels.length * columns) {
    throw new InvalidArgumentError('scores', `has ${scores.length} elements for ${labels.length} rows and ${columns} columns`);
  }
}

function check(predictions: Predictions): void {
  checkShape(predictions);
  const { scores, columns } = predictions;
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i]))
      throw new InvalidArgumentError('scores', `holds ${scores[i]} in row ${Math.floor(i / columns)}; the weights overflow the model`);
  }
}

function add(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
