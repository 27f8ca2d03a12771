import { InvalidArgumentError } from '@fedzoo/shared/errors';
import type { TensorflowSpec } from '@fedzoo/shared/experiment';
import { checkShape, type Predictions } from './metrics.js';

/** Probabilities are raised to this floor, so that one confident mistake does not make the loss infinite. */
const PROBABILITY_FLOOR = 1e-15;

interface RecordLoss {
  /** The largest there is; also that of a row whose scores are no finite numbers, so that one row never costs the others their losses. */
  readonly most: number;
  readonly of: (scores: ArrayLike<number>, label: number) => number;
}

/** The metrics that are a mean over rows. */
export type RecordMetric = Exclude<TensorflowSpec['metric'], 'macro-f1'>;

/** Losses that a classifier has with every row by itself, bounded, whose mean is minimised. O(k) a row. */
const LOSSES: Readonly<Record<RecordMetric, RecordLoss>> = {
  /** 1 where the predicted class, the first of equals, is not the label. */
  accuracy: { most: 1, of: (scores, label) => (largest(scores) === label ? 0 : 1) },
  /** −ln p(label), at most −ln 1e-15. */
  'cross-entropy': {
    most: -Math.log(PROBABILITY_FLOOR),
    of: (scores, label) => 0 - Math.log(Math.max(probability(scores[label]!, 'cross-entropy'), PROBABILITY_FLOOR)),
  },
  /** Σ (pₖ − [k is the label])², in [0, 2] (Brier, 1950). */
  brier: {
    most: 2,
    of(scores, label) {
      let sum = 0;
      for (let k = 0; k < scores.length; k++) sum += (probability(scores[k]!, 'brier') - (k === label ? 1 : 0)) ** 2;
      return Math.min(2, sum);
    },
  },
};

/**
 * The loss of every row. With one column the score is the probability of class 1. Throws `InvalidArgumentError` where rows and scores do not
 * fit, or where `cross-entropy` and `brier` get no probabilities. O(n k).
 */
export function recordLosses(metric: RecordMetric, predictions: Predictions): Float64Array {
  checkShape(predictions);
  const { scores, labels, columns } = predictions;
  const { most, of } = LOSSES[metric];
  const row = new Float64Array(Math.max(columns, 2));
  return Float64Array.from({ length: labels.length }, (_, i) => {
    for (let k = 0; k < columns; k++) row[k] = scores[i * columns + k]!;
    if (columns === 1) {
      row[1] = row[0]!;
      row[0] = 1 - row[1];
      // As everywhere: 1 where the score is at least one half.
      if (metric === 'accuracy' && row[1] === 0.5) row[0] = 0;
    }
    return row.every((score) => Number.isFinite(score)) ? of(row, labels[i]!) : most;
  });
}

function largest(scores: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[best]!) best = k;
  return best;
}

function probability(score: number, metric: RecordMetric): number {
  if (score >= -1e-6 && score <= 1 + 1e-6) return score;
  throw new InvalidArgumentError(
    'metric',
    `${metric} needs probabilities, the model gave ${score}; end the model with softmax or sigmoid, or choose accuracy or macro-f1`,
  );
}
