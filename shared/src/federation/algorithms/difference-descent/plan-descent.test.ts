import { describe, expect, it } from 'vitest';
import { createStream } from '../../../numeric/random-stream.js';
import { planDescent, type DescentKnown } from './plan-descent.js';
import { coolingRate, predictedEnergy, type DescentPlan, type DescentTerms } from './predicted-error.js';

const TERMS: DescentTerms = { noiseEnergy: 1e-3, differenceRatio: 0.5, curvatures: [0.05, 0.1, 0.3], initialEnergy: 0.2 };
/** ∇F(x₀), as steep as it is curved. */
const SLOPES = TERMS.curvatures.map((curvature) => curvature * Math.sqrt(TERMS.initialEnergy / (0.05 ** 2 + 0.1 ** 2 + 0.3 ** 2)));
const PLAN: DescentPlan = { rounds: 40, restart: 5, learningRate: 0.8, cooldown: 0.5, noiseRatio: 1.5 };

describe('the predicted error of a private descent', () => {
  it('is that of runs on a quadratic with noise of the sizes that the budget asks for', () => {
    const { rounds, restart, noiseRatio } = PLAN;
    const { curvatures, differenceRatio, noiseEnergy } = TERMS;
    const restarts = Math.ceil(rounds / restart);
    // μ = 1: m₁² = K₁ + K₂/ratio², and one release at m = 1 has the noise energy, in equal shares for the coordinates.
    const whole = Math.sqrt(((restarts + (rounds - restarts) / noiseRatio ** 2) * noiseEnergy) / 3);
    const normal = createStream({ seed: 3, client: 0, round: 0, purpose: 'test' });
    const RUNS = 3_000;
    let mean = 0;
    for (let run = 0; run < RUNS; run++) {
      let gradient = SLOPES;
      let estimate: number[] = [];
      let before: readonly number[] = gradient;
      let step = 0;
      for (let round = 0; round < rounds; round++) {
        const isWhole = round % restart === 0;
        const deviation = isWhole ? whole : whole * noiseRatio * differenceRatio * step;
        estimate = gradient.map((g, j) => (isWhole ? g : estimate[j]! + g - before[j]!) + deviation * normal.normal());
        const rate = coolingRate(PLAN, round);
        step = rate * Math.hypot(...estimate);
        before = gradient;
        gradient = gradient.map((g, j) => g - curvatures[j]! * rate * estimate[j]!);
      }
      mean += gradient.reduce((sum, g) => sum + g * g, 0) / RUNS;
    }
    expect(mean / predictedEnergy(PLAN, TERMS)).toBeGreaterThan(0.93);
    expect(mean / predictedEnergy(PLAN, TERMS)).toBeLessThan(1.07);
  });

  it('is that of gradient descent where there is no noise', () => {
    const plan = { ...PLAN, cooldown: 0 };
    const exact = TERMS.curvatures.reduce((sum, curvature, j) => sum + SLOPES[j]! ** 2 * (1 - 0.8 * curvature) ** 80, 0);
    expect(predictedEnergy(plan, { ...TERMS, noiseEnergy: 0 })).toBeCloseTo(exact, 14);
  });

  it('grows with the noise, and with how far differences may go', () => {
    const at = (change: Partial<DescentTerms>): number => predictedEnergy(PLAN, { ...TERMS, ...change });
    expect(at({ noiseEnergy: 2e-3 })).toBeGreaterThan(at({}));
    expect(at({ differenceRatio: 1 })).toBeGreaterThan(at({}));
  });

  it('has no bound where a step is too long', () => {
    expect(predictedEnergy({ ...PLAN, rounds: 20_000, learningRate: 100 }, TERMS)).toBe(Infinity);
  });
});

const KNOWN: DescentKnown = { dimension: 40, length: 40, rounds: 270, steepness: 16, smoothness: 70, noiseEnergy: 0.01 };
const planned = (change: Partial<DescentKnown> = {}) => planDescent({ ...KNOWN, ...change });

describe('the plan of a private descent', () => {
  it('promises no more gradient where there is less noise', () => {
    const predicted = [1, 0.1, 1e-2, 1e-3, 1e-4].map((noiseEnergy) => planned({ noiseEnergy }).predicted);
    for (let at = 1; at < predicted.length; at++) expect(predicted[at]!).toBeLessThanOrEqual(predicted[at - 1]!);
  });

  it('releases the whole every round where the budget is small', () => {
    expect([1, 0.3, 0.1].map((noiseEnergy) => planned({ noiseEnergy }).restart)).toEqual([1, 1, 1]);
  });

  it('releases differences where so little noise is left that a descent of the whole would go on shaking in it', () => {
    const plan = planned({ dimension: 10, length: 10, steepness: 1, smoothness: 1, noiseEnergy: 1e-8 });
    expect(plan.restart).toBeGreaterThan(1);
  });

  it('takes fewer rounds than there may be where more of them would only carry noise about', () => {
    expect(planned({ noiseEnergy: 1 }).rounds).toBeLessThan(270);
    expect(planned({ noiseEnergy: 1e-5 }).rounds).toBe(270);
  });

  it('steps no further than the public bound on curvature allows', () => {
    for (const noiseEnergy of [1, 1e-6]) expect(planned({ noiseEnergy }).learningRate * KNOWN.smoothness).toBeLessThanOrEqual(2);
  });

  it('does not depend on the units of the objective', () => {
    const plan = planned();
    const scaled = planned({ steepness: 16e3, smoothness: 70e3, noiseEnergy: 0.01e6 });
    expect([scaled.rounds, scaled.restart, scaled.cooldown]).toEqual([plan.rounds, plan.restart, plan.cooldown]);
    expect(scaled.predicted / plan.predicted).toBeCloseTo(1e6, 0);
  });

  it('keeps a prescribed restart period, and has a plan for a single round', () => {
    expect(planned({ restart: 9 }).restart).toBe(9);
    expect(planned({ rounds: 1 })).toMatchObject({ rounds: 1, restart: 1 });
  });
});
