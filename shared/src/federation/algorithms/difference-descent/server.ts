import { InvalidArgumentError } from '../../../errors.js';
import type { RunPlan } from '../../messages.js';
import { privacyOf } from '../../releases/privacy-plan.js';
import { RELEASE, SUM } from '../../releases/release-terms.js';
import type { ServerHalf } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { blockDirections, insideBox } from '../difference-recursion/directions.js';
import { differenceRecursion, RECURSION_KINDS, type RecursionState } from '../difference-recursion/recursion.js';
import type { DifferenceDescentOptions } from './options.js';
import { coolingRate } from './predicted-error.js';
import { vectorLength } from './vector-length.js';

interface DescentState extends RecursionState {
  /** v, the running estimate of the mean vector at xᵣ₋₁, shape [K]. */
  readonly estimate: Float64Array;
}

/**
 * Descent along a privately known gradient, DIFF2-GD: every T rounds v is what is released of the whole mean vector, in between v grows by
 * what is released of its change, and x ← Π(x − η Uᵀv) (Murata & Suzuki, arXiv 2302.03884, algorithms 1 and 3; T = 1 is DP-GD). A member's
 * vector is its gradient, or, in `zo-diff2`, its differences along the public directions U of the block.
 *
 * Everything here is computed from releases, so it may be told to anybody. The last iterate is the result: the theorem's random one would
 * be worse by all that was gained since.
 *
 * O(K d) a round.
 */
export function differenceDescentServer(options: DifferenceDescentOptions, plan: RunPlan): ServerHalf {
  const { restart } = privacyOf(plan);
  const length = vectorLength(options, plan.dimension);
  const margin = options.kind === 'zo-diff2' ? options.smoothingRadius : 0;
  const recursion = differenceRecursion(plan, { length });
  if (options.kind === 'dp-gd' && restart !== 1)
    throw new InvalidArgumentError(
      'privacy.restart',
      `is ${restart}, but dp-gd releases the whole gradient every round; take 1, or diff2-gd`,
    );

  return {
    phases: ['release'],
    init: (start): DescentState => ({ ...recursion.begin(insideBox(start, margin)), estimate: new Float64Array(length) }),
    broadcast: (state) => ({ ...recursion.broadcast(state as DescentState) }),
    broadcastKinds: RECURSION_KINDS,
    expects: () => ({ [SUM]: [recursion.releasedLength] }),
    release: (state) => recursion.terms(state as DescentState),
    update(given, _, { tensors }): DescentState {
      const state = given as DescentState;
      const released = tensorValues(tensors, RELEASE);
      const estimate = recursion.meanOf(released).map((mean, k) => (recursion.isWhole(state) ? 0 : state.estimate[k]!) + mean);
      const next = Float64Array.from(state.iterate);
      const directions = blockDirections(plan, recursion.blockOf(state), length);
      const rate = coolingRate({ ...options, rounds: plan.rounds }, state.releases);
      directions.forEach((direction, k) => {
        const step = rate * estimate[k]!;
        for (let j = 0; j < next.length; j++) next[j] = next[j]! - step * direction[j]!;
      });
      return { ...recursion.moved(state, insideBox(next, margin), released), estimate };
    },
  };
}
