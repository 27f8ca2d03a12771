/** What a private descent costs in accuracy, in public numbers. Norms are those of the unit box. */
export interface DescentTerms {
  /** E‖noise‖² of a released mean vector if all of the budget went into one release: D (sensitivity/(μ n))². */
  readonly noiseEnergy: number;
  /** C₂/C₁: how the clip radius of a difference, for every unit of ‖xᵣ − xᵣ₋₁‖, stands to that of a whole vector. */
  readonly differenceRatio: number;
  /** The curvatures that F is taken to have, each in as many directions. */
  readonly curvatures: readonly number[];
  /** ‖∇F(x₀)‖² as F is taken to have it, in shares of λ²: x₀ is as far from the minimum along flat directions as along steep ones. */
  readonly initialEnergy: number;
}

/** A descent: rounds R, restart period T, rate η, the share of the last rounds over which it falls to 0, and m₂/m₁. */
export interface DescentPlan {
  readonly rounds: number;
  readonly restart: number;
  readonly learningRate: number;
  readonly cooldown: number;
  readonly noiseRatio: number;
}

/** The rate of round r, from 0: η, over the last `cooldown` R rounds falling to 0 in equal steps (arXiv 2405.18392). */
export function coolingRate(
  { learningRate, cooldown, rounds }: Pick<DescentPlan, 'learningRate' | 'cooldown' | 'rounds'>,
  round: number,
): number {
  return cooldown === 0 ? learningRate : learningRate * Math.min(1, (rounds - round) / (cooldown * rounds));
}

/**
 * E‖∇F‖² at the last iterate of DIFF2-GD on a quadratic F with these curvatures λ, exactly in second moments: the error q of the running
 * estimate v and the displacement p by noise follow, for every λ, p ← (1 − ηλ)p − ηλq; a restart draws q anew with the energy of its noise,
 * a difference adds that of its own, whose radius is C₂η‖v‖. Equal shares of μ² a release of a kind: m₁² = K₁ + K₂/ratio² at a budget of
 * μ = 1. T = 1 is DP-GD, where the whole budget goes into restarts. The box and clipping are not in it. O(R · curvatures).
 */
export function predictedEnergy(plan: DescentPlan, { noiseEnergy, differenceRatio, curvatures, initialEnergy }: DescentTerms): number {
  const { rounds, restart, noiseRatio } = plan;
  const restarts = Math.ceil(rounds / restart);
  const restartEnergy = noiseEnergy * (restarts + (rounds - restarts) / (noiseRatio * noiseRatio));
  const differenceEnergy = restartEnergy * (noiseRatio * differenceRatio) ** 2;
  const share = 1 / curvatures.length;
  const distance = Math.sqrt(initialEnergy / curvatures.reduce((sum, curvature) => sum + curvature * curvature, 0));
  const modes = curvatures.map((curvature) => ({ curvature, signal: curvature * distance, pp: 0, pq: 0, qq: 0 }));
  let stepEnergy = 0;
  for (let round = 0; round < rounds; round++) {
    const rate = coolingRate(plan, round);
    let next = 0;
    for (const mode of modes) {
      if (round % restart === 0) {
        mode.qq = restartEnergy * share;
        mode.pq = 0;
      } else mode.qq += differenceEnergy * stepEnergy * share;
      next += rate * rate * (mode.signal * mode.signal + mode.pp + 2 * mode.pq + mode.qq);
      const pull = rate * mode.curvature;
      const keep = 1 - pull;
      mode.signal *= keep;
      mode.pp = keep * keep * mode.pp - 2 * keep * pull * mode.pq + pull * pull * mode.qq;
      mode.pq = keep * mode.pq - pull * mode.qq;
    }
    stepEnergy = next;
  }
  const energy = modes.reduce((sum, { signal, pp }) => sum + signal * signal + pp, 0);
  return Number.isFinite(energy) ? energy : Infinity;
}
