// One trial: a private run from its plan to its last release, by the parts that every run has, and the statistic of what an adversary sees.
import { bodyDigest, ledgerVerifier, systemEntropy } from '@fedzoo/platform-node';
import { createLocalPool, directChannel, federate } from '@fedzoo/shared/federation';
import { mechanismOf } from '@fedzoo/shared/federation/client';
import {
  createRoundEngine,
  createServerHalf,
  openRunReleases,
  resolveAlgorithm,
  resolvePrivateRun,
} from '@fedzoo/shared/federation/server';
import { memoryStorage, openLedger } from '@fedzoo/shared/ledger';
import { scalarKernels } from '@fedzoo/shared/numeric';
import { DIMENSION } from './games.mjs';
import { lnSampledRatio } from './sampled.mjs';
import { membersOf, objectivesOf, signOf } from './worlds.mjs';

const SEED = 17;
const measure = { task: () => 0, contribution: () => 0 };
/** Nobody reads these ledgers, and a third of a trial would be signatures. */
const signer = { ...ledgerVerifier, publicKey: 'none', sign: (text) => ledgerVerifier.sha256(text), isSignedBy: () => true };
const start = new Float64Array(DIMENSION).fill(0.5);

/** The plan of a game's runs. */
export function planOf({ algorithm, epsilon, delta, unit, relation, trust, rounds, restart, clip, samplingRate }) {
  // Room for more than the run in its budget, so that a quick bound lets a sampled release pass: the exact one would take most of a trial.
  const sampling = samplingRate === undefined ? {} : { samplingRate, budget: 10 * epsilon };
  const terms = {
    unit,
    relation,
    trust,
    epsilon,
    delta,
    clip,
    restart,
    members: membersOf({ unit }),
    dataSet: 'canary',
    ...sampling,
  };
  const size = { name: 'audit', rounds, dimension: DIMENSION, clients: membersOf({ unit: 'client' }) };
  return {
    run: 'run-audit',
    name: 'audit',
    seed: SEED,
    rounds,
    dimension: DIMENSION,
    dtype: 'f64',
    ...resolvePrivateRun(resolveAlgorithm(algorithm), terms, size),
  };
}

/**
 * Runs a game once. Gives what was seen of every release: the vector, and the terms that were broadcast for it. `mutation` wraps the ports of the
 * pipeline; the product has no switch for it.
 */
export async function observe(game, plan, isPresent, mutation = {}) {
  const objectives = objectivesOf(game, isPresent);
  const engine = createRoundEngine({ plan, server: createServerHalf(plan, scalarKernels), selection: { kind: 'all' }, measure });
  const members = objectives.map((_, number) => ({ client: `client-${number}`, weight: 1 }));
  const ledger = await openLedger({ storage: memoryStorage(), signer, digest: bodyDigest });
  const planDigest = ledgerVerifier.sha256(JSON.stringify(plan));
  const wrapLedger = mutation.ledger ?? ((parts) => parts);
  const releases = await openRunReleases(plan, { ledger: () => Promise.resolve(wrapLedger(ledger)), entropy: systemEntropy, planDigest });
  const desk = mutation.desk?.(releases.desk) ?? releases.desk;
  const cohort = releases.cohort && (mutation.cohort ?? releases.cohort);
  const mechanism = mechanismOf(plan, systemEntropy);
  const pool = createLocalPool({
    plan,
    kernels: scalarKernels,
    objectives: new Map(objectives.entries()),
    mechanism: mechanism && (mutation.mechanism?.(mechanism) ?? mechanism),
  });
  const channel = mutation.channel?.(plan) ?? directChannel;
  const seen = [];
  let terms;
  const watched = {
    down(task) {
      const [clipRadius, noiseMultiplier] = task.tensors.clip.values;
      terms = { clipRadius, noiseMultiplier };
      return channel.down(task);
    },
    up(contribution) {
      const sent = channel.up(contribution);
      // Nobody is trusted: the adversary sees what the canary's own client sends.
      if (game.trust === 'local' && sent.client === members.at(-1).client) seen.push({ ...terms, vector: sent.tensors.sum.values });
      return sent;
    },
  };
  const watchedDesk = {
    ...desk,
    async release(at, pending) {
      const vector = await desk.release(at, pending);
      // Its own terms: nobody is asked for a release of an empty cohort.
      if (game.trust === 'central') seen.push({ ...pending.terms, vector, pending });
      return vector;
    },
  };
  for await (const { state, summary } of federate({
    engine,
    state: engine.init(start, members),
    pool,
    channel: watched,
    releases: watchedDesk,
    cohort,
  })) {
    await desk.published({ run: state.run, round: summary.round, phase: summary.phase });
  }
  return seen;
}

/** The unit vector along which the canary's member is in every release: that of its exact sum, which the coordinator of a central run has. */
export async function canaryDirection(game) {
  const central = { ...game, trust: 'central', relation: 'add-remove', samplingRate: undefined };
  const seen = await observe(central, planOf(central), true);
  const last = seen.findLast((_, r) => signOf(game, r) !== 0);
  const sum = withoutOthers(game, exactSum(last.pending), last);
  const sign = signOf(game, seen.indexOf(last));
  const norm = Math.hypot(...sum);
  return sum.map((coordinate) => (sign * coordinate) / norm);
}

/**
 * What is left of a sum when the adversary takes from it what it knows: vectors of the others are 0, but where the radius is adapted each of them
 * counts as within it.
 */
function withoutOthers(game, vector, { count }) {
  if (count === undefined) return vector;
  return vector.map((coordinate, i) => (i === vector.length - 1 ? coordinate - (membersOf(game) - 1) * count.height : coordinate));
}

/** What a pending release would be without noise, in whole grid units times the unit. */
export function exactSum({ parts }) {
  const unit = 2 ** parts[0].grid.exponent;
  return parts[0].counts.map((_, i) => parts.reduce((sum, { counts }) => sum + counts[i], 0) * unit);
}

/**
 * The statistic, fixed before the first trial: what was released, along the canary's direction, in standard deviations of the noise that was
 * promised; of several releases the sum with the weights that are best against normal noise. Of variance 1 in both worlds. Where a coin decides
 * whether the canary is in a release it is the logarithm of the likelihood ratio of all releases instead, which is the best test there is.
 */
export function statisticOf(game, seen, direction) {
  let sum = 0;
  let logarithms = 0;
  let squares = 0;
  seen.forEach((release, r) => {
    const { clipRadius, noiseMultiplier } = release;
    const sign = signOf(game, r);
    if (sign === 0) return;
    const deviation = noiseMultiplier * clipRadius * (game.relation === 'replace-one' ? 2 : 1);
    const projected =
      withoutOthers(game, release.vector, release).reduce((total, coordinate, i) => total + coordinate * direction[i], 0) / deviation;
    sum += (sign * projected) / noiseMultiplier;
    if (game.samplingRate !== undefined) logarithms += lnSampledRatio(sign * projected, game.samplingRate, noiseMultiplier);
    squares += noiseMultiplier ** -2;
  });
  const statistic = game.samplingRate === undefined ? sum / Math.sqrt(squares) : logarithms;
  // It would be above no threshold, and so count as seen where it says nothing.
  if (Number.isNaN(statistic)) throw new Error(`a trial of ${game.name} has no statistic`);
  return statistic;
}
