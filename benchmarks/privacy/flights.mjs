import { createStream, PUBLIC } from '@fedzoo/shared/numeric';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Delays of US flights in 2001, from the npm package vega-datasets (BSD-3-Clause; data of the US Bureau of Transportation Statistics). */
const PACKAGE = 'vega-datasets@3.2.1';
const FILE = 'package/data/flights-200k.json';
const FOLDER = fileURLToPath(new URL('../../.fedzoo/benchmarks/data/', import.meta.url));

const HOURS = 24;
/** Upper ends of the classes of a flight's distance in miles: fixed beforehand, for quantiles of the data would be private. */
const DISTANCES = [100, 200, 300, 400, 500, 600, 800, 1000, 1200, 1400, 1700, 2000, 2400, 2800, Infinity];

/** Fetches the table unless it is there. Throws where no registry can be reached. */
export function fetchFlights() {
  if (existsSync(join(FOLDER, FILE))) return;
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('npm', ['pack', PACKAGE, '--pack-destination', FOLDER], { stdio: 'ignore' });
  execFileSync('tar', ['-xzf', join(FOLDER, 'vega-datasets-3.2.1.tgz'), '-C', FOLDER, FILE]);
}

let table;

/**
 * So many rows, other ones for every seed: y = 1 where the flight was late. Features are 1, the hour of departure and the class of the
 * distance, the last two one-hot, over √3: ‖z‖ = 1.
 */
export function readFlights(records, seed, dimension) {
  if (dimension !== 1 + HOURS + DISTANCES.length)
    throw new Error(`the table has ${1 + HOURS + DISTANCES.length} features, not ${dimension}`);
  table ??= JSON.parse(readFileSync(join(FOLDER, FILE), 'utf8'));
  const stream = createStream({ seed, client: PUBLIC, round: 1, purpose: 'logistic-records' });
  const order = Uint32Array.from({ length: table.length }, (_, row) => row);
  const features = new Float64Array(records * dimension);
  const labels = new Float64Array(records);
  const entry = (1 - 1e-12) / Math.sqrt(3);
  for (let n = 0; n < records; n++) {
    const other = n + stream.integer(order.length - n);
    [order[n], order[other]] = [order[other], order[n]];
    const { delay, distance, time } = table[order[n]];
    const row = n * dimension;
    features[row] = entry;
    features[row + 1 + Math.floor(time)] = entry;
    features[row + 1 + HOURS + DISTANCES.findIndex((end) => distance <= end)] = entry;
    labels[n] = delay > 0 ? 1 : -1;
  }
  return { features, labels };
}
