import { exp, log } from '../numeric/index.js';
import { lnRatio, type Direction, type SampledRelease } from './loss-atoms.js';

/**
 * c ↦ ln E[e^{cL}] of the privacy loss of one release, by the trapezoidal rule over `reach` standard deviations to either side. To plan a
 * composition with, not to claim. O(reach) once, and as much an evaluation.
 */
export function lossCumulant(release: SampledRelease, direction: Direction, reach: number): (c: number) => number {
  const { noiseMultiplier: sigma } = release;
  const step = 0.1 * Math.min(1, sigma);
  const losses: number[] = [];
  const lnMasses: number[] = [];
  for (let t = -reach; t <= reach + (direction === 'remove' ? 1 / sigma : 0); t += step) {
    const ratio = lnRatio(t * sigma, release);
    losses.push(direction === 'remove' ? ratio : -ratio);
    lnMasses.push(-0.5 * t * t + (direction === 'remove' ? ratio : 0) + log(step) - 0.9189385332046728);
  }
  return (c) => {
    let largest = -Infinity;
    for (let i = 0; i < losses.length; i++) largest = Math.max(largest, lnMasses[i]! + c * losses[i]!);
    let sum = 0;
    for (let i = 0; i < losses.length; i++) sum += exp(lnMasses[i]! + c * losses[i]! - largest);
    return largest + log(sum);
  };
}
