// Pipelines that break their promise, each by a wrapper around a port of the real one, with what it does to the statistic: standard deviation, and
// the factor on the canary's mean; or, of a sampled release, the share of rounds that the canary is in.
import { noiseGrid } from '@fedzoo/shared/privacy';
import { BEYOND, GAMES } from './games.mjs';
import { exactSum } from './trial.mjs';

const SHARE = 0.8;

function quieter(value, sum) {
  return value.map((coordinate, i) => sum[i] + SHARE * (coordinate - sum[i]));
}

/** The noise is four fifths of what is charged. */
const quiet = {
  name: `noise × ${SHARE}`,
  deviation: SHARE,
  factor: 1,
  desk: (desk) => ({ ...desk, release: async (at, pending) => quieter(await desk.release(at, pending), exactSum(pending)) }),
};

/** The same at a client. */
const quietClient = {
  ...quiet,
  desk: undefined,
  mechanism: (mechanism) => (sum) => quieter(mechanism(sum), exactSum({ parts: [sum] })),
};

/** Clients clip at a radius so large that nothing of the canary is cut, and count in the grid units of the task. */
const unclipped = {
  name: 'no clipping',
  deviation: 1,
  factor: BEYOND,
  channel({ privacy: { relation } }) {
    let shift = 1;
    return {
      down(task) {
        const [radius, multiplier, dimension] = task.tensors.clip.values;
        shift = 2 ** (noiseGrid(BEYOND * radius, multiplier, relation).exponent - noiseGrid(radius, multiplier, relation).exponent);
        const clip = { ...task.tensors.clip, values: Float64Array.of(BEYOND * radius, multiplier, dimension) };
        return { ...task, tensors: { ...task.tensors, clip } };
      },
      up(contribution) {
        const { sum } = contribution.tensors;
        return { ...contribution, tensors: { sum: { ...sum, values: sum.values.map((count) => count * shift) } } };
      },
    };
  },
};

/**
 * A ledger that forgets what it sealed, takes a second reservation for the same phase and has no end of its budget (the real one refuses for each
 * of these), and a process that asks for the release again, as after a crash: the adversary has both.
 */
const redrawn = {
  name: 'noise redrawn',
  deviation: Math.SQRT1_2,
  factor: 1,
  ledger(ledger) {
    let asked = 0;
    return {
      ...ledger,
      open: (terms) => ledger.open({ ...terms, budget: { ...terms.budget, epsilon: 100 } }),
      sealed: () => Promise.resolve(undefined),
      reserve: (release) => ledger.reserve({ ...release, run: `${release.run}-${(asked += 1)}` }),
    };
  },
  desk: (desk) => ({
    ...desk,
    async release(at, pending) {
      const first = await desk.release(at, pending);
      const second = await desk.release(at, pending);
      return first.map((coordinate, i) => (coordinate + second[i]) / 2);
    },
  }),
};

/** Takes everybody into every round, and charges as if coins had fallen. */
const crowded = { name: 'everybody taken in', share: 1, cohort: (members) => new Set(members) };

function mutated(mutation, name) {
  const game = GAMES.find((candidate) => candidate.name.startsWith(name));
  return { game, mutation };
}

export const MUTANTS = [
  mutated(quiet, 'zo-diff2, a whole release: record, add-remove, central'),
  mutated(quiet, 'private-fzoos, a difference'),
  mutated(quietClient, 'zo-diff2, a difference: client'),
  mutated(unclipped, 'zo-diff2, a whole release: record, add-remove, central'),
  mutated(unclipped, 'private-surrogate, a whole release: record, replace-one'),
  mutated(redrawn, 'zo-diff2, a whole release: record, add-remove, central'),
  mutated(redrawn, 'zo-diff2, a run'),
  mutated(crowded, 'zo-diff2, a sampled release'),
];
