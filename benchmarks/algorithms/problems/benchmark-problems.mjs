import { ATTACK } from './attack.mjs';
import { METRIC, METRICS } from './metric.mjs';

/** Seeds and queries by dimension. `scarce` is for methods that are dear to compute. */
const QUICK = { 20: { seeds: 5, scarce: 5, queries: 3000 }, 300: { seeds: 2, scarce: 2, queries: 5000 } };
const FULL = {
  20: { seeds: 20, scarce: 20, queries: 5000 },
  300: { seeds: 10, scarce: 10, queries: 10_000 },
  1000: { seeds: 10, scarce: 3, queries: 10_000 },
};
/** Of the two tasks of the FZooS paper. */
const TASKS = {
  quick: { attack: { seeds: 3, scarce: 3, queries: 10_000 }, metric: { seeds: 3, scarce: 3, queries: 5000 } },
  full: { attack: { seeds: 15, scarce: 15, queries: 20_000 }, metric: { seeds: 10, scarce: 10, queries: 5000 } },
};
/** How far a pixel may be changed. */
const PIXEL_BOUND = 0.3;
const SPREAD_FUNCTIONS = ['quadratic', 'ackley', 'levy'];
const TILTED_FUNCTIONS = ['rosenbrock', 'rastrigin', 'ellipsoid'];
/** Noise is a share of the initial gap, so it needs a minimum in closed form. */
const NOISY = [
  { function: 'quadratic', dimension: 300 },
  ...['quadratic', ...TILTED_FUNCTIONS].map((name) => ({ function: name, dimension: 20 })),
];

/**
 * The problems of the benchmark, each to be made with several seeds: a box of the usual width, placed at random among those that hold the
 * start and the landscape's centre, because the published boxes have the optimum near their middle. `group` is what a data profile is of.
 */
export function benchmarkProblems(isFull) {
  const budgets = isFull ? FULL : QUICK;
  const make = (group, fields) => {
    const problem = {
      kind: 'function',
      clients: 5,
      noiseShare: 0,
      failingShare: 0,
      heterogeneity: 5,
      ...budgets[fields.dimension],
      ...fields,
    };
    return { name: nameOf(problem), group: group ?? `d = ${problem.dimension}`, ...problem };
  };
  const plain = Object.keys(budgets)
    .map(Number)
    .flatMap((dimension) => {
      const levels = isFull ? [0.5, 5, 50] : [5];
      const spread = SPREAD_FUNCTIONS.flatMap((name) => levels.map((heterogeneity) => ({ function: name, dimension, heterogeneity })));
      return [...spread, ...(dimension === 20 ? TILTED_FUNCTIONS.map((name) => ({ function: name, dimension })) : [])];
    })
    .map((fields) => make(undefined, fields));
  if (!isFull) return [...plain, ...tasks(TASKS.quick, ['macro-F1'])];
  const noisy = [1e-3, 1e-2, 1e-1].flatMap((noiseShare) =>
    NOISY.map((fields) =>
      make(`noise of ${noiseShare} of the initial gap`, { ...fields, noiseShare, seeds: 10, scarce: fields.dimension === 20 ? 10 : 3 }),
    ),
  );
  const absent = [20, 300].flatMap((dimension) =>
    SPREAD_FUNCTIONS.map((name) =>
      make('a tenth of the clients fail each round', {
        function: name,
        dimension,
        clients: 10,
        failingShare: 0.1,
        seeds: 10,
        scarce: dimension === 20 ? 10 : 3,
      }),
    ),
  );
  const sampled = SPREAD_FUNCTIONS.map((name) =>
    make('10 of 100 clients a round', { function: name, dimension: 20, clients: 100, cohort: 10, seeds: 10, scarce: 10 }),
  );
  return [...plain, ...noisy, ...absent, ...sampled, ...tasks(TASKS.full, METRICS)];
}

function tasks({ attack, metric }, metrics) {
  return [
    { name: `attack on ten networks, ${ATTACK.source}, ±${PIXEL_BOUND}`, ...ATTACK, bound: PIXEL_BOUND, ...attack },
    ...metrics.map((name) => ({ name: `1 − ${name}, ${METRIC.source}`, ...METRIC, metric: name, ...metric })),
  ];
}

function nameOf({ function: name, dimension, heterogeneity, noiseShare, failingShare, clients, cohort }) {
  return [
    `${name} d=${dimension} C=${heterogeneity}`,
    ...(noiseShare > 0 ? [`noise ${noiseShare}`] : []),
    ...(failingShare > 0 ? ['tenth failing'] : []),
    ...(cohort === undefined ? [] : [`${cohort} of ${clients}`]),
  ].join(' ');
}
