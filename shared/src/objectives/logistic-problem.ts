import { InvalidArgumentError } from '../errors.js';
import { createStream } from '../numeric/random-stream.js';
import { PUBLIC } from '../numeric/random.js';
import { checkDimension, createBox, expandCoordinates, toNaturalUnits, toUnitBox, type Box, type Coordinates } from './box.js';
import type { FederatedProblem } from './instance.js';
import { checkPopulation } from './instance-generation.js';
import { logisticLosses, type LabelledRecords } from './logistic-loss.js';
import type { SynchronousObjective } from './objective.js';
import { recordsOutcome, toUnitGradients } from './record-outcome.js';

interface LogisticTerms {
  /** α ≥ 0, the weight of the regulariser. */
  readonly regulariser: number;
  /** Whether gradients of records are told; then it is no black box. */
  readonly gradients: boolean;
}

export interface LogisticOptions extends LogisticTerms {
  /** d. */
  readonly dimension: number;
  readonly clients: number;
  /** n, over all clients, as evenly as it goes. */
  readonly records: number;
  /** The share of labels that are turned over, in [0, 1]. */
  readonly labelNoise: number;
  /** The variance of the first feature over that of the last, ≥ 1. */
  readonly condition: number;
  /** C ≥ 0: how far the records of a client are moved, all into one direction of its own, against a typical norm of 1. */
  readonly heterogeneity: number;
  readonly seed: number;
  /** Bounds of the weights. */
  readonly lower: Coordinates;
  readonly upper: Coordinates;
  readonly start: Coordinates;
}

/**
 * A linear classifier to be fitted to private records: fᵢ is the mean of `logisticLosses` over those of client i. Features are normal, with
 * variances that fall geometrically and add up to 1, and are scaled down to ‖z‖ ≤ 1; labels are the signs of a hidden linear rule, some of them
 * turned over. Weights of clients are their shares of the records. Everything follows from the seed. Throws `InvalidArgumentError`.
 */
export function createLogisticProblem(options: LogisticOptions): FederatedProblem {
  check(options);
  const { dimension, clients, records } = options;
  const box = createBox(options.lower, options.upper, dimension);
  const start = toUnitBox(box, expandCoordinates(options.start, dimension, 'start'), 'start');
  const counts = Array.from({ length: clients }, (_, client) => Math.floor((records + clients - 1 - client) / clients));
  return {
    dimension,
    objectives: counts.map((count, client) => createLogisticObjective(drawRecords(options, { client, count }), { box, ...options })),
    start,
    weights: Float64Array.from(counts, (count) => count / records),
    ...box,
  };
}

/** The mean loss on some records, as an objective that tells them. O(n d) an evaluation. */
export function createLogisticObjective(
  records: LabelledRecords,
  { box, regulariser, gradients: tells }: LogisticTerms & { readonly box: Box },
): Required<SynchronousObjective> {
  const dimension = box.lower.length;
  const losses = logisticLosses(records, { dimension, regulariser });
  const lossesAt = (x: Float64Array, gradients?: Float64Array): Float64Array => {
    checkDimension(x, dimension);
    return losses(toNaturalUnits(box, x), gradients);
  };
  return {
    dimension,
    evaluate(x) {
      if (!tells) return recordsOutcome(lossesAt(x));
      const gradients = new Float64Array(records.features.length);
      return recordsOutcome(lossesAt(x, gradients), toUnitGradients(box, gradients));
    },
    truth: (x) => lossesAt(x).reduce((sum, loss) => sum + loss / records.labels.length, 0),
  };
}

function drawRecords(options: LogisticOptions, { client, count }: { readonly client: number; readonly count: number }): LabelledRecords {
  const { dimension: d, seed, condition, labelNoise, heterogeneity } = options;
  const deviations = Float64Array.from({ length: d }, (_, j) => condition ** (d === 1 ? 0 : -j / (2 * (d - 1))));
  const norm = Math.sqrt(deviations.reduce((sum, deviation) => sum + deviation * deviation, 0));
  const shared = createStream({ seed, client: PUBLIC, round: 0, purpose: 'logistic-records' });
  const rule = Float64Array.from({ length: d }, () => shared.normal());
  const stream = createStream({ seed, client, round: 0, purpose: 'logistic-records' });
  const shift = Float64Array.from({ length: d }, () => (heterogeneity * stream.normal()) / Math.sqrt(d));
  const features = new Float64Array(count * d);
  const labels = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const row = features.subarray(n * d, (n + 1) * d);
    let square = 0;
    for (let j = 0; j < d; j++) {
      row[j] = (deviations[j]! / norm) * stream.normal() + shift[j]!;
      square += row[j]! * row[j]!;
    }
    // A little less than 1, so that rounding does not lead beyond.
    const scale = square > 1 ? (1 - 1e-12) / Math.sqrt(square) : 1;
    let score = 0;
    for (let j = 0; j < d; j++) {
      row[j] = row[j]! * scale;
      score += row[j]! * rule[j]!;
    }
    labels[n] = score < 0 !== stream.uniform() < labelNoise ? -1 : 1;
  }
  return { features, labels };
}

function check(options: LogisticOptions): void {
  checkPopulation(options);
  const { records, clients, labelNoise, condition, regulariser } = options;
  if (!(Number.isSafeInteger(records) && records >= clients))
    throw new InvalidArgumentError('records', `is ${records}, must be a whole number, at least one a client (${clients})`);
  if (!(labelNoise >= 0 && labelNoise <= 1)) throw new InvalidArgumentError('labelNoise', `is ${labelNoise}, must be in [0, 1]`);
  if (!(Number.isFinite(condition) && condition >= 1))
    throw new InvalidArgumentError('condition', `is ${condition}, must be a finite number, at least 1`);
  if (!(Number.isFinite(regulariser) && regulariser >= 0))
    throw new InvalidArgumentError('regulariser', `is ${regulariser}, must be a finite number, at least 0`);
}
