// node benchmarks/privacy/tune.mjs [DATA]…: the best of the grid for every cell, on seeds that are not reported, into tuned.json. The budget does not
// pay for it, as it would have to for private data. Without the mechanism: exact mean gradients of 1,500 records with floating-point noise of
// the size that n and ε ask for, which takes minutes instead of hours. Nothing that is reported is made so.
import { resolvePrivateRun } from '@fedzoo/shared/federation/server';
import { createStream } from '@fedzoo/shared/numeric';
import { readFile, writeFile } from 'node:fs/promises';
import { fetchFlights } from './flights.mjs';
import { makeProblem } from './problems.mjs';
import { gradientOf } from './reference.mjs';
import { cellOf, DATA, EPSILONS, GRID, sectionOf, SIZES, TUNING_SEEDS } from './settings.mjs';

const SHAPE_RECORDS = 1_500;
const FILE = new URL('tuned.json', import.meta.url);
fetchFlights();
for (const data of process.argv.length > 2 ? process.argv.slice(2) : DATA) {
  const problems = TUNING_SEEDS.map((seed) => makeProblem({ data, records: SHAPE_RECORDS }, seed));
  for (const records of SIZES.full) {
    for (const epsilon of EPSILONS) {
      const cell = cellOf({ data, records, epsilon });
      const best = {};
      for (const { family, ...plan } of plansOfGrid()) {
        const errors = problems.map((problem, at) => finalGradient(problem, { records, epsilon, ...plan, seed: TUNING_SEEDS[at] }));
        const error = errors.reduce((product, one) => product * one, 1) ** (1 / errors.length);
        if (error < (best[family]?.error ?? Infinity)) best[family] = { ...plan, error };
      }
      const tuned = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}'));
      await writeFile(FILE, `${JSON.stringify({ ...tuned, [cell]: best }, undefined, 2)}\n`);
      process.stderr.write(`tune: ${cell}: ${JSON.stringify(best)}\n`);
    }
  }
}

function plansOfGrid() {
  return GRID.rounds.flatMap((rounds) =>
    GRID.rates.flatMap((rate) => [
      { family: 'whole', rounds, rate, restart: 1 },
      ...GRID.periods.map((period) => ({ family: 'differences', rounds, rate, restart: Math.max(2, Math.round(period * rounds)) })),
    ]),
  );
}

/** ‖∇F‖² at the end of one run, in units of the weights. */
function finalGradient(problem, { records, epsilon, rounds, rate, restart, seed }) {
  const { dimension, clients, width, smoothness } = problem;
  const section = sectionOf({ ...problem, records }, epsilon, restart);
  const size = { name: 'tuning', rounds, dimension, clients };
  const { privacy } = resolvePrivateRun({ kind: restart === 1 ? 'dp-gd' : 'diff2-gd' }, section, size);
  const noise = createStream({ seed, client: 0, round: 0, purpose: 'logistic-records', phase: 1 });
  // Of a mean: replacing a record moves a sum by two radii.
  const deviation = (multiplier, radius) => (2 * multiplier * radius) / records;
  let x = problem.start;
  let before;
  let estimate;
  for (let round = 0; round < rounds; round++) {
    const gradient = gradientOf(problem, x);
    const isWhole = round % restart === 0;
    const scale = isWhole
      ? deviation(privacy.noise.restart, privacy.clip.restart)
      : deviation(privacy.noise.difference, privacy.clip.difference * Math.hypot(...x.map((v, j) => v - before.x[j])));
    estimate = gradient.map((slope, j) => (isWhole ? slope : estimate[j] + slope - before.gradient[j]) + scale * noise.normal());
    before = { x, gradient };
    x = x.map((v, j) => Math.min(1, Math.max(0, v - (rate / smoothness) * estimate[j])));
  }
  return gradientOf(problem, x).reduce((sum, slope) => sum + (slope / width) ** 2, 0);
}
