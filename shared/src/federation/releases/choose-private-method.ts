import { planDescent } from '../algorithms/difference-descent/plan-descent.js';
import { directionCount } from '../algorithms/difference-recursion/directions.js';
import type { AlgorithmOptions } from '../messages.js';
import { expectedMembers, planPrivacy, type PrivacyTerms } from './privacy-plan.js';

export interface PrivateChoice {
  readonly method: AlgorithmOptions;
  readonly rounds: number;
  readonly restart: number;
  readonly noiseRatio: number;
  /** One sentence for people. */
  readonly because: string;
}

/**
 * The private method for a budget: `zo-diff2`, with the restart period, the rate, the rounds and the split of noise that leave the least
 * gradient by `planDescent`; with T = 1 it is DP-GD. From public numbers alone, so it costs no privacy. C₁ and C₂ are taken for bounds of
 * steepness and curvature: where they are not, the step is wrong with them. Milliseconds; where clients are sampled, seconds.
 */
export function choosePrivateMethod(
  terms: PrivacyTerms,
  {
    rounds,
    dimension,
    clients,
    restart,
  }: { readonly rounds: number; readonly dimension: number; readonly clients: number; readonly restart: number | undefined },
): PrivateChoice {
  const length = directionCount({ directions: null }, dimension);
  const { clip } = terms;
  const plan = planDescent({
    dimension,
    length,
    rounds,
    steepness: clip.restart,
    smoothness: clip.difference,
    noiseEnergy: length * energyOfOneRelease(terms, { rounds, clients }),
    restart,
  });
  const isWhole = plan.restart === 1;
  const [now, then, otherwise] = [plan.initial, plan.predicted, plan.otherwise].map((energy) => short(Math.sqrt(energy)));
  const scheme = isWhole
    ? 'the whole is released every round (T = 1, DP-GD)'
    : `the whole is released every ${plan.restart} rounds and its change in between`;
  const other = otherwise === 'Infinity' ? '' : `, ${isWhole ? 'differences' : 'without differences'} ${otherwise}`;
  return {
    method: { kind: 'zo-diff2', learningRate: plan.learningRate, cooldown: plan.cooldown },
    rounds: plan.rounds,
    restart: plan.restart,
    noiseRatio: plan.noiseRatio,
    because:
      `at ε = ${short(terms.epsilon)} and n = ${expectedMembers(terms)} ${scheme}, ${plan.rounds} of ${rounds} rounds; ` +
      `expected to leave ‖∇F‖ = ${then} of ${now} in units of the box${other}`,
  };
}

/** Variance of a coordinate of a released mean if all of the budget went into one release of the whole. */
function energyOfOneRelease(terms: PrivacyTerms, { rounds, clients }: { readonly rounds: number; readonly clients: number }): number {
  // Amplification by sampling depends on the number of rounds; without it the variance of one release is that of R over R.
  const releases = terms.samplingRate === undefined ? 1 : rounds;
  const { noise } = planPrivacy({ ...terms, restart: 1 }, releases);
  const members = terms.relation === 'replace-one' ? 2 : 1;
  const deviation = (noise.restart * members * terms.clip.restart) / expectedMembers(terms);
  return (deviation ** 2 * (terms.trust === 'local' ? clients : 1)) / releases;
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
