import { createBiasCorrected, type AdamOptions, type AdamState } from './bias-corrected.js';
import type { Optimizer } from './optimizer.js';

/**
 * Adam with bias correction (Kingma & Ba, arXiv 1412.6980, algorithm 1): m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
 * step = −η(t)·m̂/(√v̂ + ε) with m̂ = m/(1−β₁^t), v̂ = v/(1−β₂^t).
 *
 * The first step is −η·sign(g) up to ε, whatever the size of the gradient: methods whose estimates lack a constant factor (the
 * published two-point average lacks d) move alike under it.
 */
export function createAdam(options: AdamOptions): Optimizer<AdamState> {
  return createBiasCorrected(options, 'gradient');
}
