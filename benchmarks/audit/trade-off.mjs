// From counted errors of a membership test to a lower bound on what was really spent.
//
// A mechanism that is μ-Gaussian differentially private leaves every test of rate FPR of false alarms with a rate of misses of
// Φ(Φ⁻¹(1 − FPR) − μ) or more (Dong, Roth & Su, arXiv 1905.02383, definition 2.6). So whoever sees a test with rates FPR and FNR knows that
// μ ≥ Φ⁻¹(1 − FPR) − Φ⁻¹(FNR) (audits by it: Nasr et al., arXiv 2302.07956). Both rates are bounded from above by Clopper and Pearson's
// one-sided intervals (Biometrika 26, 1934), which are exact for every number of trials. The test has a threshold, and the best of several is
// reported: so the risk is divided by twice their number (Bonferroni), and thresholds are fixed before the first trial. The bound holds then
// for all of them at once, hence for the best.
import { erfc, erfcx } from '@fedzoo/shared/numeric';
import { gaussianEpsilon } from '@fedzoo/shared/privacy';
import { binomialTail, upperCount, upperRate } from './binomial.mjs';

/** The probability with which a bound may be above the truth, for each row. */
export const RISK = 1e-3;

/** Thresholds of the statistic, whose standard deviation is 1 and whose mean in the two worlds is `means`: across both and a little beyond. */
export function thresholdsBetween([without, present]) {
  return Array.from({ length: 21 }, (_, i) => without - 1.5 + (i * (present - without + 3)) / 20);
}

/** The lower bound on μ of counted errors at thresholds: false alarms among `trials` without the canary, misses among `trials` with it. */
export function muBound({ alarms, misses, trials }) {
  const risk = RISK / (2 * alarms.length);
  return Math.max(0, ...alarms.map((count, i) => boundAt(upperRate(count, trials, risk), upperRate(misses[i], trials, risk))));
}

function boundAt(falseAlarms, missed) {
  return falseAlarms >= 1 || missed >= 1 ? 0 : -normalQuantile(falseAlarms) - normalQuantile(missed);
}

/** ε at δ of a Gaussian mechanism of this μ. */
export function epsilonAt(mu, delta) {
  return mu > 1e-6 ? gaussianEpsilon(mu, delta) : 0;
}

/** With what probability a pipeline that breaks its promise may go unnoticed. */
export const UNNOTICED = 1e-6;

/**
 * How many trials in each world find out a pipeline whose statistic is normal, with the means of the claim times a factor and this deviation, but
 * for `UNNOTICED`: at one threshold the bound comes out above the claim so long as neither count is among the worst half of that.
 */
export function enoughTrials({ epsilon, delta, means }, { factor, deviation }) {
  const thresholds = thresholdsBetween(means);
  const q = UNNOTICED / 2;
  for (let trials = 500; ; trials += 500) {
    const risk = RISK / (2 * thresholds.length);
    const isCaught = thresholds.some((threshold) => {
      const alarms = upperCount(trials, normalTail((threshold - factor * means[0]) / deviation), q);
      const misses = upperCount(trials, normalTail((factor * means[1] - threshold) / deviation), q);
      return epsilonAt(boundAt(upperRate(alarms, trials, risk), upperRate(misses, trials, risk)), delta) > epsilon;
    });
    if (isCaught) return trials;
  }
}

/** 1 − Φ(x). */
function normalTail(x) {
  return erfc(x * Math.SQRT1_2) / 2;
}

/** Φ⁻¹(p) of p in (0, 1), by bisection. */
function normalQuantile(p) {
  if (p > 0.5) return -normalQuantile(1 - p);
  let [low, high] = [-40, 0];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (lnNormalTail(-middle) < Math.log(p)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function lnNormalTail(x) {
  return Math.log(erfcx(x * Math.SQRT1_2) / 2) - (x * x) / 2;
}

/** Whether the tails of this file add up: a bound that is computed wrongly would be believed. Throws an `Error`. */
export function checkTails() {
  const known = binomialTail(3, 10, 0.3); // 0.6496107184 by hand
  if (Math.abs(known - 0.6496107184) > 1e-9) throw new Error(`P[Bin(10, 0.3) ≤ 3] comes out as ${known}`);
  if (Math.abs(upperRate(0, 100, 0.05) - (1 - 0.05 ** 0.01)) > 1e-9) throw new Error('the interval of no success in 100 comes out wrong');
  if (Math.abs(normalQuantile(0.001) + 3.0902323061678) > 1e-9) throw new Error(`Φ⁻¹(0.001) comes out as ${normalQuantile(0.001)}`);
}
