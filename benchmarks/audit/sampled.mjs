// Releases whose members are drawn by secret coins: laws of the statistic that the games and their broken pipelines have.

/** ln of the likelihood ratio of one release: the canary in it by a coin of this probability, against not there. t in deviations of the noise. */
export function lnSampledRatio(t, samplingRate, noiseMultiplier) {
  const mu = 1 / noiseMultiplier;
  return Math.log1p(samplingRate * Math.expm1(mu * t - (mu * mu) / 2));
}

/** The t of a single release at which that logarithm is `threshold`; −∞ where it always is above. */
export function outcomeOf(threshold, samplingRate, noiseMultiplier) {
  const mu = 1 / noiseMultiplier;
  const ratio = Math.expm1(threshold) / samplingRate;
  return ratio <= -1 ? -Infinity : Math.log1p(ratio) / mu + mu / 2;
}

/** Thresholds of the logarithm: the claim itself is the best one in one direction, its opposite in the other (Neyman & Pearson). */
export function sampledThresholds(epsilon) {
  return Array.from({ length: 21 }, (_, i) => ((i - 10) / 10) * 1.2 * epsilon);
}
