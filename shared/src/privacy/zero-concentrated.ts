import { exp, log } from '../numeric/index.js';
import { log1p } from '../numeric/small-argument.js';
import { requireDelta, requirePositive } from './argument-ranges.js';
import { leastWhere } from './bisection.js';
import { leastValue } from './unimodal-minimum.js';

/**
 * ε of ρ-zero-concentrated privacy by ρ + 2√(ρ ln 1/δ) (Bun & Steinke, arXiv 1605.02065, proposition 1.3). ρ of a Gaussian release of
 * multiplier m, continuous or discrete, is 1/(2m²), and ρ adds. Throws `InvalidArgumentError` unless ρ > 0, 0 < δ < 1. O(1).
 */
export function classicZcdpEpsilon(rho: number, delta: number): number {
  requirePositive('rho', rho, 'ρ');
  requireDelta(delta);
  return rho + 2 * Math.sqrt(rho * -log(delta));
}

/**
 * The same by min over α > 1 of αρ + ln((α−1)/α) − (ln δ + ln α)/(α−1), never above the classic value (Canonne, Kamath & Steinke,
 * arXiv 2004.00010, proposition 12). Every α gives a valid bound, so a minimum that is missed by little costs little and errs upwards.
 * At least 0. Throws as `classicZcdpEpsilon`. O(1), some hundred evaluations.
 */
export function zcdpEpsilon(rho: number, delta: number): number {
  requirePositive('rho', rho, 'ρ');
  requireDelta(delta);
  // Searched over ln(α − 1), about the α of the classic bound.
  const centre = 0.5 * log(-log(delta) / rho);
  const best = leastValue((lnExcess) => improvedEpsilon(rho * (1 + exp(lnExcess)), exp(lnExcess), delta), centre - 12, centre + 6);
  return Math.max(0, best) * (1 + 1e-14);
}

/** The largest ρ whose `zcdpEpsilon` keeps (ε, δ), rounded down. Throws as that. */
export function zcdpRho(epsilon: number, delta: number): number {
  requirePositive('epsilon', epsilon, 'ε');
  requireDelta(delta);
  return 1 / leastWhere((inverse) => inverse > 0 && zcdpEpsilon(1 / inverse, delta) <= epsilon, 1);
}

/** ε from the Rényi divergence of order 1 + `excess` (the same proposition); ln((α−1)/α) as −ln(1 + 1/(α−1)). */
export function improvedEpsilon(divergence: number, excess: number, delta: number): number {
  return divergence - log1p(1 / excess) - (log(delta) + log1p(excess)) / excess;
}
