import { createBox, createLogisticObjective, createLogisticProblem, logisticBounds } from '@fedzoo/shared/objectives';
import { readFlights } from './flights.mjs';

const CLIENTS = 10;
const DIMENSION = 40;
/** α. On made records it bends F more than they do, on flights it is hardly felt. */
const REGULARISERS = { synthetic: 0.02, flights: 1e-3 };
/** Weights lie in ±8: no run comes near. */
const BOUND = 8;

/** The problem of a job: objectives a client, made once with gradients and once without, and the public bounds of its records. */
export function makeProblem({ data, records }, seed) {
  const regulariser = REGULARISERS[data];
  const { steepness, smoothness } = logisticBounds({ width: 2 * BOUND, dimension: DIMENSION, regulariser });
  const made = data === 'synthetic' ? synthetic(records, seed, regulariser) : flights(records, seed, regulariser);
  return { ...made, dimension: DIMENSION, clients: CLIENTS, records, width: 2 * BOUND, steepness, smoothness };
}

function synthetic(records, seed, regulariser) {
  const options = {
    dimension: DIMENSION,
    clients: CLIENTS,
    records,
    regulariser,
    labelNoise: 0.1,
    condition: 10,
    heterogeneity: 0,
    seed,
    lower: -BOUND,
    upper: BOUND,
    start: 0,
  };
  const [plain, steep] = [false, true].map((gradients) => createLogisticProblem({ ...options, gradients }));
  return { objectives: (tells) => (tells ? steep : plain).objectives, start: plain.start, weights: plain.weights };
}

/** The rows are dealt to the clients in turn. */
function flights(records, seed, regulariser) {
  const { features, labels } = readFlights(records, seed, DIMENSION);
  const box = createBox(-BOUND, BOUND, DIMENSION);
  const tables = Array.from({ length: CLIENTS }, (_, client) => {
    const rows = Array.from({ length: Math.ceil((records - client) / CLIENTS) }, (_, i) => client + i * CLIENTS);
    return {
      features: Float64Array.from(rows.flatMap((row) => [...features.subarray(row * DIMENSION, (row + 1) * DIMENSION)])),
      labels: Float64Array.from(rows, (row) => labels[row]),
    };
  });
  const [plain, steep] = [false, true].map((gradients) =>
    tables.map((table) => createLogisticObjective(table, { box, regulariser, gradients })),
  );
  return {
    objectives: (tells) => (tells ? steep : plain),
    start: new Float64Array(DIMENSION).fill(0.5),
    weights: Float64Array.from(tables, ({ labels: own }) => own.length / records),
  };
}
