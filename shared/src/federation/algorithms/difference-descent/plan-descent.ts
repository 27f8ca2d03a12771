import { exp, log } from '../../../numeric/elementary.js';
import { predictedEnergy, type DescentPlan, type DescentTerms } from './predicted-error.js';

/** What is known of a private descent before it: public numbers, in the unit box. */
export interface DescentKnown {
  /** d. */
  readonly dimension: number;
  /** D ≤ d, numbers in a member's vector. */
  readonly length: number;
  /** The most rounds there may be. */
  readonly rounds: number;
  /** C₁ and C₂, taken for bounds of how steep and how curved the loss of a member is. */
  readonly steepness: number;
  readonly smoothness: number;
  /** E‖noise‖² of a released mean vector if all of the budget went into one release. */
  readonly noiseEnergy: number;
  /** T, where it is prescribed. */
  readonly restart?: number | undefined;
}

export interface PlannedDescent extends DescentPlan {
  /** E‖∇F‖² at the start and at the end: geometric means over what F may be like. */
  readonly initial: number;
  readonly predicted: number;
  /** The latter for the best plan of the other kind: with differences where this has none (T = 1), without where it has. */
  readonly otherwise: number;
}

/** Beyond this many rounds more of them change nothing but their price. */
const MOST_ROUNDS = 2_000;
/** Rounds, and rates over 1/C₂, that are tried; beyond 2/C₂ a descent along the steepest curvature that C₂ allows would diverge. */
const ROUNDS = [3, 5, 8, 12, 18, 27, 40, 60, 90, 135, 200, 300, 450, 675, 1000, 1500, MOST_ROUNDS] as const;
const RATES = [0.25, 0.5, 1, 2] as const;
const COOLDOWNS = [0, 0.25, 0.5, 1] as const;
/** Restart periods that are tried, as shares of the rounds; 0: every round. */
const PERIODS = [0, 1 / 12, 1 / 4, 1] as const;
/** Of plans that are about equal the one with fewer rounds is taken, which costs fewer queries. */
const TOLERANCE = 1.01;

/** What F may be like: its typical curvature over C₂/d, which spreads by a factor of three to either side; ‖∇F(x₀)‖² over C₁²/d. */
const CURVATURES = [1 / 2, 2, 8] as const;
const SPREAD = [1 / 3, 1, 3] as const;
const ENERGIES = [1 / 8, 1 / 64] as const;

/**
 * The descent that is least far behind the best one, in predicted E‖∇F‖², whatever F is like within what is taken for possible: DP-GD (T = 1)
 * among the rest.
 *
 * Public numbers do not say how curved and how steep F is, only how much its members can be. Where the curvature of a member lies along one
 * direction (it does where losses are functions of z·x) that of the mean is C₂/d on average; gradients of members that point into d
 * directions evenly leave C₁²/d at most. F is taken to be steep where it is curved, x₀ being as far from the minimum along flat directions as
 * along steep ones: so what is left for late rounds is little, and a descent that goes on for it carries noise about. Both are taken for uncertain by the factors above, and the regret is kept small over all of them.
 * The noise is exact. O(candidates · rounds), well under a second.
 */
export function planDescent(known: DescentKnown): PlannedDescent {
  const possible = possibleTerms(known);
  const most = Math.min(known.rounds, MOST_ROUNDS);
  // In order of their rounds.
  const candidates = [...ROUNDS.filter((rounds) => rounds < most), most]
    .flatMap((rounds) => plansOf(rounds, known))
    .map((plan) => ({ plan, energies: possible.map((terms) => predictedEnergy(plan, terms)) }));
  const least = possible.map((_, at) => candidates.reduce((best, { energies }) => Math.min(best, energies[at]!), Infinity));
  const regretOf = ({ energies }: { energies: readonly number[] }): number =>
    Math.max(...energies.map((energy, at) => energy / least[at]!));
  const bestOf = (some: typeof candidates): (typeof candidates)[number] | undefined => {
    const leastRegret = some.reduce((best, candidate) => Math.min(best, regretOf(candidate)), Infinity);
    return some.find((candidate) => regretOf(candidate) <= leastRegret * TOLERANCE);
  };
  const chosen = bestOf(candidates)!;
  const other = bestOf(candidates.filter(({ plan }) => (plan.restart === 1) !== (chosen.plan.restart === 1)));
  return {
    ...chosen.plan,
    initial: geometricMean(possible.map(({ initialEnergy }) => initialEnergy)),
    predicted: geometricMean(chosen.energies),
    otherwise: other === undefined ? Infinity : geometricMean(other.energies),
  };
}

function possibleTerms({ dimension, length, steepness, smoothness, noiseEnergy }: DescentKnown): readonly DescentTerms[] {
  // Along fewer directions than dimensions a step sees that share of the gradient.
  const curvature = ((length / dimension) * smoothness) / dimension;
  return CURVATURES.flatMap((scale) =>
    ENERGIES.map((share) => ({
      noiseEnergy,
      differenceRatio: smoothness / steepness,
      // No more than C₂, which bounds it.
      curvatures: SPREAD.map((factor) => Math.min(smoothness, factor * scale * curvature)),
      initialEnergy: (share * steepness ** 2) / dimension,
    })),
  );
}

function plansOf(rounds: number, { smoothness, restart }: DescentKnown): DescentPlan[] {
  const periods = restart === undefined ? PERIODS.map((share) => Math.max(1, Math.round(share * rounds))) : [Math.min(restart, rounds)];
  return [...new Set(periods)].flatMap((period) =>
    RATES.flatMap((rate) =>
      COOLDOWNS.map((cooldown) => ({
        rounds,
        restart: period,
        learningRate: rate / smoothness,
        cooldown,
        noiseRatio: equalShares(rounds, period),
      })),
    ),
  );
}

/** m₂/m₁ with which differences spend as much of μ² as restarts. */
function equalShares(rounds: number, restart: number): number {
  const restarts = Math.ceil(rounds / restart);
  return rounds === restarts ? 1 : Math.sqrt((rounds - restarts) / restarts);
}

function geometricMean(values: readonly number[]): number {
  return exp(values.reduce((sum, value) => sum + log(value) / values.length, 0));
}
