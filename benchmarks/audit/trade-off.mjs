// From counted errors of a membership test to a lower bound on what was really spent.
//
// A mechanism that is μ-Gaussian differentially private leaves every test of rate FPR of false alarms with a rate of misses of
// Φ(Φ⁻¹(1 − FPR) − μ) or more (Dong, Roth & Su, arXiv 1905.02383, definition 2.6). So whoever sees a test with rates FPR and FNR knows that
// μ ≥ Φ⁻¹(1 − FPR) − Φ⁻¹(FNR) (audits by it: Nasr et al., arXiv 2302.07956). Both rates are bounded from above by Clopper and Pearson's
// one-sided intervals (Biometrika 26, 1934), which are exact for every number of trials. The test has a threshold, and the best of several is
// reported: so the risk is divided by twice their number (Bonferroni), and thresholds are fixed before the first trial. The bound holds then
// for all of them at once, hence for the best.
//
// Where clients are sampled no μ stands for the curve. Then every test says of δ itself that FPR + e^ε FNR ≥ 1 − δ and FNR + e^ε FPR ≥ 1 − δ
// (Kairouz, Oh & Viswanath, arXiv 1311.0776, theorem 2.1), with the same intervals.
import { erfc, erfcx } from '@fedzoo/shared/numeric';
import { gaussianEpsilon } from '@fedzoo/shared/privacy';
import { binomialTail, upperCount, upperRate } from './binomial.mjs';

/** The probability with which a bound may be above the truth, for each row. */
export const RISK = 1e-3;

/** Thresholds of the statistic, whose standard deviation is 1 and whose mean in the two worlds is `means`: across both and a little beyond. */
export function thresholdsBetween([without, present]) {
  return Array.from({ length: 21 }, (_, i) => without - 1.5 + (i * (present - without + 3)) / 20);
}

/**
 * The lower bound of counted errors at thresholds, false alarms among `trials` without the canary, misses among `trials` with it: `boundAt` says
 * it for rates that errors do not exceed.
 */
export function boundOf({ alarms, misses, trials }, boundAt) {
  const risk = RISK / (2 * alarms.length);
  return Math.max(0, ...alarms.map((count, i) => boundAt(upperRate(count, trials, risk), upperRate(misses[i], trials, risk))));
}

/** The least μ that allows a test with these rates or less. */
export function muAt(falseAlarms, missed) {
  return falseAlarms >= 1 || missed >= 1 ? 0 : -normalQuantile(falseAlarms) - normalQuantile(missed);
}

/** The least ε at δ that does, whatever the mechanism. */
export function directEpsilonAt(falseAlarms, missed, delta) {
  const [least, most] = [Math.min(falseAlarms, missed), Math.max(falseAlarms, missed)];
  return most >= 1 - delta ? 0 : Math.max(0, Math.log((1 - delta - most) / least), Math.log((1 - delta - least) / most));
}

/** ε at δ of a Gaussian mechanism of this μ. */
export function epsilonAt(mu, delta) {
  return mu > 1e-6 ? gaussianEpsilon(mu, delta) : 0;
}

/** With what probability a pipeline that breaks its promise may go unnoticed. */
export const UNNOTICED = 1e-6;

/**
 * How many trials in each world find out a pipeline that breaks its promise, but for `UNNOTICED`, from the rates of errors that it has at a
 * threshold: there the bound comes out above the claim so long as neither count is among the worst half of that.
 */
export function enoughTrials({ epsilon, thresholds, epsilonOf }, ratesAt) {
  const q = UNNOTICED / 2;
  for (let trials = 500; ; trials += 500) {
    const risk = RISK / (2 * thresholds.length);
    const isCaught = thresholds.some((threshold) => {
      const rates = ratesAt(threshold);
      const alarms = upperCount(trials, rates.alarms, q);
      const misses = upperCount(trials, rates.misses, q);
      return epsilonOf(upperRate(alarms, trials, risk), upperRate(misses, trials, risk)) > epsilon;
    });
    if (isCaught) return trials;
  }
}

/** 1 − Φ(x). */
export function normalTail(x) {
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
  const direct = directEpsilonAt(0.1, 0.2, 0.05); // ln(0.75/0.1) by hand
  if (Math.abs(direct - 2.0149030205) > 1e-9) throw new Error(`ε of rates 0.1 and 0.2 at δ = 0.05 comes out as ${direct}`);
  if (Math.abs(normalQuantile(0.001) + 3.0902323061678) > 1e-9) throw new Error(`Φ⁻¹(0.001) comes out as ${normalQuantile(0.001)}`);
}
