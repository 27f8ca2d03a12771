// What is audited: one row for a scheme and the release that is attacked.

/** δ of every game without sampling. Its ε gives what is attacked a μ of about 1, where errors of both kinds are common and bounds are close. */
const DELTA = 1e-5;
export const DIMENSION = 4;

/** Clip radii of a whole release and of a difference per unit of the way. */
const CLIP = { restart: 1, difference: 2 };

/** How far beyond its clip radius the canary's vector is, in clip radii. */
export const BEYOND = 3;

/**
 * Where the canary's slope of F points, a unit vector, and how steep it is at its first visit of an iterate, its second, and so on. What a
 * release shows of the canary is the slope where it is whole, and its change where it is a difference; it is at its clip radius then, or 0.
 */
const CANARY = { slope: [0.5, -0.5, 0.5, 0.5] };

const WHOLE = { epsilon: 4.7, rounds: 1, restart: 1, steepness: [BEYOND] };
/** Not there in the first release, whose noise then moves the iterate; all in the second. */
const DIFFERENCE = { epsilon: 7.1, rounds: 2, restart: 2, steepness: [0, 1e3] };
/** Whole every round, by a radius that follows the norms; the count takes a good part of the canary's change: h is about 0.9 C. */
const ADAPTED = {
  epsilon: 4.7,
  rounds: 4,
  restart: 1,
  steepness: [1e3, 1e3, 1e3, 1e3],
  clip: { restart: { quantile: 0.5, first: 1, rate: 0.2, countNoise: 1.5 } },
};
const RUN = { epsilon: 4.7, rounds: 4, restart: 2, steepness: [1e3, -1e3, 1e3, -1e3] };

/**
 * Where a secret coin puts a client into a round no μ stands for a whole curve, and a bound at a small δ would need more trials than 1/δ. So the
 * claim at a large one is attacked, where likely outcomes decide; it is the same accountant that makes it.
 */
const COIN = { samplingRate: 0.5, delta: 0.05 };
const SAMPLED = { ...COIN, epsilon: 2.5, rounds: 1, restart: 1, steepness: [1e3] };
const SAMPLED_RUN = { ...COIN, epsilon: 2.5, rounds: 4, restart: 1, steepness: [1e3, 1e3, 1e3, 1e3] };

const NAMES = new Map([
  [WHOLE, 'a whole release'],
  [DIFFERENCE, 'a difference'],
  [RUN, 'a run of two and two'],
  [ADAPTED, 'a run of four with its radius adapted'],
  [SAMPLED, 'a sampled release'],
  [SAMPLED_RUN, 'a sampled run of four'],
]);

function game(kind, attacked, terms, options = {}) {
  const { unit, relation, trust } = terms;
  const name = `${kind}, ${NAMES.get(attacked)}: ${unit}, ${relation}, ${trust}`;
  return { name, algorithm: { kind, ...options }, delta: DELTA, clip: CLIP, ...attacked, ...terms, ...CANARY };
}

const record = { unit: 'record', relation: 'add-remove', trust: 'central' };
const client = { unit: 'client', relation: 'add-remove', trust: 'central' };
const replaced = { relation: 'replace-one' };
const local = { trust: 'local' };

/** More would change what a trial takes, and nothing that is released. */
const FEW_FEATURES = { features: 64 };

/** Steeper than the others: a slope gives a shorter vector of weights. */
const steep = { ...WHOLE, steepness: [1e3] };

export const GAMES = [
  game('zo-diff2', WHOLE, record),
  game('zo-diff2', WHOLE, { ...client, ...replaced }),
  game('zo-diff2', WHOLE, { ...record, ...local }),
  game('zo-diff2', DIFFERENCE, record),
  game('zo-diff2', DIFFERENCE, { ...client, ...replaced, ...local }),
  game('zo-diff2', RUN, record),
  game('zo-diff2', ADAPTED, record),
  game('diff2-gd', WHOLE, { ...record, ...replaced }),
  { ...game('private-fzoos', WHOLE, client, FEW_FEATURES), ...steep },
  game('private-fzoos', DIFFERENCE, record, FEW_FEATURES),
  game('private-surrogate', WHOLE, { ...record, ...replaced }),
  game('private-surrogate', DIFFERENCE, client),
  game('private-surrogate', WHOLE, { ...record, ...local }),
  game('zo-diff2', SAMPLED, client),
  game('zo-diff2', SAMPLED_RUN, client),
  game('private-fzoos', SAMPLED, client, FEW_FEATURES),
];
