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
  /** E‖∇F‖² at the end and at the start, as predicted. */
  readonly predicted: number;
  readonly initial: number;
  /** The same at the end of the best plan of the other kind: with differences where this has none (T = 1), without where it has. */
  readonly otherwise: number;
}

/** Beyond this many rounds more of them change nothing but their price. */
const MOST_ROUNDS = 2_000;
/** Rounds, and rates over 1/C₂, that are tried; at 2/C₂ the steepest curvature that C₂ allows neither grows nor shrinks. */
const ROUNDS = [3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 90, 128, 181, 256, 362, 512, 724, 1024, 1448, MOST_ROUNDS] as const;
const RATES = [0.125, 0.25, 0.5, 1, 1.4, 1.8] as const;
const COOLDOWNS = [0, 0.25, 0.5, 1] as const;
/** Restart periods that are tried, as shares of the rounds; 0: every round. */
const PERIODS = [0, 1 / 12, 1 / 4, 1] as const;
/** The rounds and their price: a plan may be this much worse if it takes fewer. */
const TOLERANCE = 1.01;

/** The curvatures about C₂/d that F is taken to have: a decade and a half. */
const CURVATURE_SPREAD = [1 / 4, 1, 4] as const;

/**
 * The descent with the least predicted E‖∇F‖², DP-GD (T = 1) among the rest, and among about equals the one with the fewest rounds.
 *
 * What public numbers do not say is taken for granted: that gradients of members are half as long as C₁ allows and point into d directions
 * evenly, ‖∇F(x₀)‖² = C₁²/4d; that the curvature of a member lies along one direction (it does where losses are functions of z·x), so that
 * the mean's is C₂/d on average, over a factor of 16. Both enter by logarithms: the noise is exact. O(candidates · rounds), well under a second.
 */
export function planDescent(known: DescentKnown): PlannedDescent {
  const terms = descentTerms(known);
  const most = Math.min(known.rounds, MOST_ROUNDS);
  const candidates = [...ROUNDS.filter((rounds) => rounds < most), most].flatMap((rounds) => plansOf(rounds, known));
  const predicted = candidates.map((plan) => ({ ...plan, predicted: predictedEnergy(plan, terms) }));
  const leastOf = (plans: typeof predicted): number => plans.reduce((best, plan) => Math.min(best, plan.predicted), Infinity);
  const least = leastOf(predicted);
  // They come in order of their rounds.
  const chosen = predicted.find((plan) => plan.predicted <= least * TOLERANCE) ?? predicted[0]!;
  const others = predicted.filter(({ restart }) => (restart === 1) !== (chosen.restart === 1));
  return { ...chosen, initial: terms.initialEnergy, otherwise: leastOf(others) };
}

/** What F is taken to be like. */
export function descentTerms({ dimension, length, steepness, smoothness, noiseEnergy }: DescentKnown): DescentTerms {
  // Along fewer directions than dimensions a step sees that share of the gradient.
  const seen = length / dimension;
  return {
    noiseEnergy,
    differenceRatio: smoothness / steepness,
    curvatures: CURVATURE_SPREAD.map((factor) => (factor * seen * smoothness) / dimension),
    initialEnergy: steepness ** 2 / (4 * dimension),
  };
}

function plansOf(rounds: number, { smoothness, restart }: DescentKnown): DescentPlan[] {
  const periods = restart === undefined ? PERIODS.map((share) => Math.max(1, Math.round(share * rounds))) : [restart];
  return [...new Set(periods)].flatMap((period) =>
    RATES.flatMap((rate) =>
      COOLDOWNS.flatMap((cooldown) =>
        noiseRatios(rounds, period).map((noiseRatio) => ({
          rounds,
          restart: period,
          learningRate: rate / smoothness,
          cooldown,
          noiseRatio,
        })),
      ),
    ),
  );
}

/** m₂/m₁: as many shares of μ² for differences as for restarts, or a quarter of that, or four times. */
function noiseRatios(rounds: number, restart: number): readonly number[] {
  const restarts = Math.ceil(rounds / restart);
  const equal = Math.sqrt((rounds - restarts) / restarts);
  return equal === 0 ? [1] : [equal / 2, equal, equal * 2];
}
