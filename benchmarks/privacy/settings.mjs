/** What is measured: data × n × ε. δ = 1/n^1.1 where that is below 1e-5. */
export const DATA = ['synthetic', 'flights'];
export const SIZES = { short: [2_000, 10_000], full: [2_000, 10_000, 50_000] };
export const EPSILONS = [1, 3, 8];
export const MOST_ROUNDS = 270;
/** Seeds of the runs that are reported, and of those that a method was tuned on. */
export const SEEDS = Array.from({ length: 10 }, (_, k) => 1 + k);
export const TUNING_SEEDS = [101, 102];

const deltaOf = (records) => Math.min(1e-5, records ** -1.1);

/** The shared grid of the tuned methods: rounds, rates over 1/C₂ (beyond 2 the public bounds allow for divergence), periods over the rounds. */
export const GRID = { rounds: [30, 90, MOST_ROUNDS], rates: [0.25, 0.75, 2], periods: [1 / 12, 1 / 4, 1] };

/** Methods side by side. `tuned`: whose best of the grid; its twin of first order has the same numbers, for finite differences agree with gradients. */
export const METHODS = {
  'zo-dp-gd': { kind: 'zo-diff2', tuned: 'whole' },
  'zo-diff2': { kind: 'zo-diff2', tuned: 'differences' },
  auto: { kind: 'auto' },
  'dp-gd': { kind: 'dp-gd', tuned: 'whole' },
  'diff2-gd': { kind: 'diff2-gd', tuned: 'differences' },
};

/** The section of an experiment that a run has, with the bounds of the problem as clip radii: nothing is ever cut. */
export function sectionOf({ records, steepness, smoothness }, epsilon, restart) {
  return {
    unit: 'record',
    relation: 'replace-one',
    trust: 'central',
    epsilon,
    delta: deltaOf(records),
    clip: { restart: steepness, difference: smoothness },
    members: records,
    ...(restart === undefined ? {} : { restart }),
  };
}

/** Names a cell of the tables. */
export function cellOf({ data, records, epsilon }) {
  return `${data}, n = ${records.toLocaleString('en')}, ε = ${epsilon}`;
}
