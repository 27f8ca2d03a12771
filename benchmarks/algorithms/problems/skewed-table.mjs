import { createStream, fillNormal } from '@fedzoo/shared/numeric';
import { publicStream, shuffle } from './network.mjs';

export const FEATURES = 20;
export const CLASSES = 7;
/** Shares of the classes, about those of Covertype. */
const PRIORS = [0.36, 0.3, 0.12, 0.08, 0.06, 0.05, 0.03];
const CLUSTERS_A_CLASS = 3;
/** Standard deviation of the centres; that of a cluster is 1 along every feature. */
const SPREAD = 1.3;
const MAIN_CLASSES = 2;

/**
 * A table made from a seed, not measured: each of seven classes is three normal clusters in 20 features. Classes are of unlike size, and
 * spread unlike over the clients: two classes of each client are five times as frequent with it as in the whole table. Returns
 * `{ inputs, labels }` of the public part, which is as the whole, and of every client.
 */
export function createSkewedTable({ clients, rows, publicRows, seed }) {
  const stream = publicStream(seed, 2);
  const centres = new Float64Array(CLASSES * CLUSTERS_A_CLASS * FEATURES);
  fillNormal(stream, centres);
  const mainOf = (client) => {
    const first = shuffle([...PRIORS.keys()], publicStream(seed, 3));
    return Array.from({ length: MAIN_CLASSES }, (_, k) => first[(client + k * 3) % CLASSES]);
  };
  const table = (count, shares, own) => drawRows(count, { shares, centres, stream: own });
  return {
    public: table(publicRows, PRIORS, stream),
    clients: Array.from({ length: clients }, (_, client) => {
      const main = mainOf(client);
      const shares = PRIORS.map((share, label) => share * (main.includes(label) ? 5 : 1));
      return table(rows, shares, createStream({ seed, client, round: 2, purpose: 'model-data' }));
    }),
  };
}

function drawRows(count, { shares, centres, stream }) {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const inputs = new Float32Array(count * FEATURES);
  const labels = new Int32Array(count);
  const deviations = new Float64Array(FEATURES);
  for (let row = 0; row < count; row++) {
    let left = stream.uniform() * total;
    let label = 0;
    while (label < CLASSES - 1 && left >= shares[label]) left -= shares[label++];
    const centre = (label * CLUSTERS_A_CLASS + stream.integer(CLUSTERS_A_CLASS)) * FEATURES;
    fillNormal(stream, deviations);
    for (let j = 0; j < FEATURES; j++) inputs[row * FEATURES + j] = SPREAD * centres[centre + j] + deviations[j];
    labels[row] = label;
  }
  return { inputs, labels };
}
