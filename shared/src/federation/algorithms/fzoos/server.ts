import type { ServerHalf } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { createServerStep } from '../server-step.js';
import type { FzoosOptions } from './options.js';

/**
 * FZooS at the coordinator (arXiv 2308.04077, Algorithm 1, lines 6 and 9): xᵣ = xᵣ₋₁ + Σ w̄ᵢ (x⁽ⁱ⁾ᵣ,ₜ − xᵣ₋₁), then w = Σ w̄ᵢ wᵢ, the weights of the global
 * surrogate that corrects the next round. It only averages; it never evaluates a surrogate. Up d + M, down 2d + M (xᵣ is sent in both
 * phases, so a client that missed the first still knows where the others are).
 *
 * Deviation: the published code rejects a step unless the true F falls, evaluated at the server and not counted. A coordinator has no F;
 * see `acceptIfBetter`. The published curves are therefore monotone, ours need not be.
 */
export function fzoosServer(options: FzoosOptions): ServerHalf {
  const step = createServerStep(options);
  return {
    phases: ['local', 'surrogate'],
    contributionKinds: { update: 'update' },
    init: (start) => ({ iterate: start }),
    broadcast: ({ surrogate }, phase) => (phase === 0 && surrogate instanceof Float64Array ? { surrogate } : {}),
    expects: (phase, { dimension }) => (phase === 0 ? { update: [dimension] } : { surrogate: [options.features] }),
    update(state, phase, { tensors }) {
      if (phase === 1) return { ...state, surrogate: tensorValues(tensors, 'surrogate') };
      // The old surrogate is dropped here: if the surrogate phase fails, the next round has no correction rather than a stale one.
      return step(state, tensorValues(tensors, 'update'));
    },
  };
}
