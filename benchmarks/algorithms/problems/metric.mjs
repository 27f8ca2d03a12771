import { valueOutcome } from '@fedzoo/shared/objectives';
import { classScores, createNetwork, likeliest, scratchOf, trainNetwork } from './network.mjs';
import { CLASSES, createSkewedTable, FEATURES } from './skewed-table.mjs';

const NETWORK = createNetwork({ inputs: FEATURES, hidden: 10, classes: CLASSES });
const SIZES = { rows: 300, publicRows: 300 };
const TRAINING = { epochs: 40, learningRate: 5e-3 };
/** How far a weight may move from its fitted value, as in the authors' code. */
const RANGE = 0.2;

export const METRIC = {
  kind: 'metric',
  group: 'score of a classifier',
  source: 'generated table',
  clients: 7,
  dimension: NETWORK.dimension,
  noiseShare: 0,
  failingShare: 0,
};

/** Of a class with TP rows right, `claims` rows said to be of it and `support` rows of it. */
const SCORES = {
  'macro-F1': ({ right, claims, support }) => (2 * right) / (claims + support),
  precision: ({ right, claims }) => (claims === 0 ? 0 : right / claims),
  recall: ({ right, support }) => right / support,
  Jaccard: ({ right, claims, support }) => right / (claims + support - right),
};
export const METRICS = Object.keys(SCORES);

/**
 * The non-differentiable task of the FZooS paper (arXiv 2308.04077, sec. 6.3) on a generated table: fᵢ = 1 − score of a classifier
 * 20–10–7 on the rows of client i, the score being macro-averaged over the classes that occur there, as a function of what is added to
 * its 287 weights, within ±0.2. The weights it begins with are fitted to public rows by ordinary gradient descent; x₀ = 1/2 adds nothing.
 * A seed makes table, shares and first weights. The paper's table is Covertype, with 2,189 weights.
 */
export function makeMetric({ metric, clients }, seed) {
  const table = createSkewedTable({ clients, seed, ...SIZES });
  const fitted = trainNetwork(NETWORK, table.public, { seed, client: 0, ...TRAINING });
  const objectives = table.clients.map((rows) => {
    const truth = (x) =>
      1 -
      macroScore(
        metric,
        fitted.map((weight, j) => weight + RANGE * (2 * x[j] - 1)),
        rows,
      );
    return { dimension: NETWORK.dimension, evaluate: (x) => valueOutcome(truth(x)), truth };
  });
  return { objectives, weights: new Float64Array(clients).fill(1 / clients), start: new Float64Array(NETWORK.dimension).fill(0.5) };
}

function macroScore(metric, weights, { inputs: rows, labels }) {
  const counts = Array.from({ length: CLASSES }, () => ({ right: 0, claims: 0, support: 0 }));
  const { activations, scores } = scratchOf(NETWORK);
  for (const [row, label] of labels.entries()) {
    classScores(NETWORK, weights, { rows, first: row * FEATURES, activations, scores });
    const claimed = likeliest(scores);
    counts[label].support += 1;
    counts[claimed].claims += 1;
    if (claimed === label) counts[label].right += 1;
  }
  const present = counts.filter(({ support }) => support > 0);
  return present.reduce((sum, count) => sum + SCORES[metric](count), 0) / present.length;
}
