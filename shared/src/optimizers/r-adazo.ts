import { createBiasCorrected, type AdamOptions, type AdamState } from './bias-corrected.js';
import type { Optimizer } from './optimizer.js';

/**
 * R-AdaZO (Shu et al., arXiv 2502.01014, algorithm 1): Adam whose second moment is that of the averaged gradient, not of the noisy
 * estimates: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)m̂², step = −η(t)·m̂/(√v̂ + ε). Where the noise of an estimate exceeds the gradient by
 * far, Adam's root measures the noise and steps become small; this one measures what is left after averaging, and steps stay of the
 * order η. Faster early on, coarser at the end: let the rate decay.
 *
 * Deviation: moments are corrected for the zero they start from, as in Adam, and v takes in the corrected mean. The published code
 * corrects neither, so its first step is η/√(1−β₂) ≈ 32 η; a state that begins anew every round would take that step every round.
 */
export function createRefinedAdam(options: AdamOptions): Optimizer<AdamState> {
  return createBiasCorrected(options, 'correctedMean');
}
