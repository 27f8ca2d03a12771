import { account } from '@fedzoo/shared/privacy';
import { directEpsilonAt, epsilonAt, muAt, normalTail, thresholdsBetween } from './trade-off.mjs';
import { outcomeOf, sampledThresholds } from './sampled.mjs';
import { signOf } from './worlds.mjs';

/**
 * What is promised of the attacked releases of a game, by the accountant of the product; the thresholds of its statistic, what rates of errors at
 * them say of ε (`epsilonOf`), and the rates that a broken pipeline has there (`ratesOf`).
 */
export function claimOf(game, plan) {
  return game.samplingRate === undefined ? wholeClaim(game, plan) : sampledClaim(game, plan);
}

/** Where everybody takes part: μ, and means that the statistic then has in the world without the canary and in that with it. */
function wholeClaim(game, plan) {
  const { delta, relation } = game;
  const { epsilon, mu } = account(phasesOf(game, plan), { delta, relation, sampling: { scheme: 'everybody' }, noise: 'discrete' });
  if (mu === null) throw new Error('where everybody takes part a plan has a μ');
  const means = relation === 'replace-one' ? [-mu / 2, mu / 2] : [0, mu];
  return {
    epsilon,
    delta,
    mu,
    thresholds: thresholdsBetween(means),
    epsilonOf: (falseAlarms, missed) => epsilonAt(muAt(falseAlarms, missed), delta),
    ratesOf:
      ({ factor, deviation }) =>
      (threshold) => ({
        alarms: normalTail((threshold - factor * means[0]) / deviation),
        misses: normalTail((factor * means[1] - threshold) / deviation),
      }),
  };
}

/** Where coins fall: what the accountant of sampled runs says, and no μ. */
function sampledClaim(game, plan) {
  const { delta, relation, samplingRate } = game;
  const phases = phasesOf(game, plan);
  const sampling = { scheme: 'poisson', rate: samplingRate, cohortKnownToAdversary: false };
  const { epsilon } = account(merged(phases), { delta, relation, sampling, noise: 'continuous' });
  return {
    epsilon,
    delta,
    mu: null,
    thresholds: sampledThresholds(epsilon),
    epsilonOf: (falseAlarms, missed) => directEpsilonAt(falseAlarms, missed, delta),
    ratesOf({ share }) {
      if (phases.length !== 1) throw new Error('the law of a broken pipeline is at hand for a single sampled release');
      const [{ noiseMultiplier }] = phases;
      return (threshold) => {
        const t = outcomeOf(threshold, samplingRate, noiseMultiplier);
        return { alarms: normalTail(t), misses: (1 - share) * normalTail(-t) + share * normalTail(1 / noiseMultiplier - t) };
      };
    },
  };
}

function phasesOf({ rounds, restart, steepness }, { privacy }) {
  const multipliers = Array.from({ length: rounds }, (_, r) => (r % restart === 0 ? privacy.noise.restart : privacy.noise.difference));
  const attacked = multipliers.filter((_, r) => signOf({ steepness, restart }, r) !== 0);
  return attacked.map((noiseMultiplier) => ({ noiseMultiplier, rounds: 1 }));
}

/** One phase for releases of one multiplier, as a plan has it. */
function merged(phases) {
  const counts = new Map();
  for (const { noiseMultiplier } of phases) counts.set(noiseMultiplier, (counts.get(noiseMultiplier) ?? 0) + 1);
  return [...counts].map(([noiseMultiplier, rounds]) => ({ noiseMultiplier, rounds }));
}
