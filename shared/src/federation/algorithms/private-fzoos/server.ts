import { RELEASE, SUM } from '../../releases/release-terms.js';
import type { ServerContext, ServerHalf } from '../../server-half.js';
import type { FourierFeatures } from '../../../surrogate/fourier-features.js';
import { tensorValues } from '../../tensor.js';
import { insideBox } from '../difference-recursion/directions.js';
import { createLatest } from '../difference-recursion/latest.js';
import { differenceRecursion, distanceBetween, RECURSION_KINDS, type RecursionState } from '../difference-recursion/recursion.js';
import { blockSurrogate, designSize, localFeatures, type BlockSurrogate } from './block-surrogate.js';
import type { PrivateFzoosOptions } from './options.js';

interface FzoosState extends RecursionState {
  /** The running estimate of the mean weights around xᵣ₋₁ in the block's basis, shape [2 K]. */
  readonly estimate: Float64Array;
}

/**
 * FZooS (Shu et al., arXiv 2308.04077) under differential privacy: what clients release are the weights of their surrogates around the
 * iterate, every T rounds whole and in between their change (`differenceRecursion`), and the coordinator takes S steps
 *
 *     z ← Π(z − η ∇φ(z − x)ᵀw),   ‖z − x‖ ≤ trust radius
 *
 * along the mean surrogate, all from releases. One release serves all S steps.
 *
 * Deviations from FZooS, each so that a change of weights shrinks with the step and nothing leaks beside the release: a public design
 * around the iterate, the same displacements in a whole block, in place of the client's trajectory and active queries; features of x′ − x;
 * no length-scale by likelihood, no scaling to the range of the values; the steps are taken at the coordinator, so there is no local surrogate
 * to correct. Weights are released in a basis of the span that fits can reach (`blockSurrogate`).
 *
 * O(K M d + K³) a block, O(S M d) a round.
 */
export function privateFzoosServer(options: PrivateFzoosOptions, { plan, kernels }: ServerContext): ServerHalf {
  const length = designSize(options, plan.dimension);
  const recursion = differenceRecursion(plan, { length });
  const latest = createLatest<BlockSurrogate>();
  let features: FourierFeatures | undefined;

  function surrogateOf(block: number): { readonly features: FourierFeatures; readonly surrogate: BlockSurrogate } {
    const made = (features ??= localFeatures(options, plan, kernels));
    return { features: made, surrogate: latest(block, () => blockSurrogate(options, { plan, kernels, features: made, block })) };
  }

  return {
    phases: ['release'],
    init: (start): FzoosState => ({ ...recursion.begin(insideBox(start, options.radius)), estimate: new Float64Array(length) }),
    broadcast: (state) => ({ ...recursion.broadcast(state as FzoosState) }),
    broadcastKinds: RECURSION_KINDS,
    expects: () => ({ [SUM]: [recursion.releasedLength] }),
    release: (state) => recursion.terms(state as FzoosState),
    update(given, _, { tensors }): FzoosState {
      const state = given as FzoosState;
      const released = tensorValues(tensors, RELEASE);
      const estimate = recursion.meanOf(released).map((mean, k) => (recursion.isWhole(state) ? 0 : state.estimate[k]!) + mean);
      const { features: phi, surrogate } = surrogateOf(recursion.blockOf(state));
      const weights = surrogate.weights(estimate);
      const next = followed(state.iterate, (u) => phi.gradient(weights, u), options);
      return { ...recursion.moved(state, next, released), estimate };
    },
  };
}

/** S steps down from `centre` within the trust region and the box. */
function followed(centre: Float64Array, slopeAt: (u: Float64Array) => Float64Array, options: PrivateFzoosOptions): Float64Array {
  const { localSteps, learningRate, trustRadius, radius } = options;
  let z = centre;
  for (let step = 0; step < localSteps; step++) {
    const slope = slopeAt(z.map((coordinate, j) => coordinate - centre[j]!));
    const moved = z.map((coordinate, j) => coordinate - learningRate * slope[j]!);
    const share = Math.min(1, trustRadius / distanceBetween(moved, centre));
    // The box last: it has the centre inside, so no point gets further from it.
    z = insideBox(
      moved.map((coordinate, j) => centre[j]! + share * (coordinate - centre[j]!)),
      radius,
    );
  }
  return z;
}
