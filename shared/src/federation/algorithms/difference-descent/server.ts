import { InvalidArgumentError } from '../../../errors.js';
import type { RunPlan } from '../../messages.js';
import { privacyOf } from '../../releases/privacy-plan.js';
import { RELEASE, SUM } from '../../releases/release-terms.js';
import type { ServerHalf, ServerState } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { blockDirections, marginOf, vectorLength } from './design.js';
import type { DifferenceDescentOptions } from './options.js';

interface DescentState extends ServerState {
  /** xᵣ₋₁; xᵣ itself before the first step. */
  readonly previous: Float64Array;
  /** v, the running estimate of the mean vector at xᵣ₋₁, shape [K]. */
  readonly estimate: Float64Array;
  /** Releases so far. */
  readonly releases: number;
}

/** Under a difference at rest there is still a radius: what it would hide is then below anything that matters. */
const LEAST_DISTANCE = 1e-9;

/**
 * Descent along a privately known gradient, DIFF2-GD: every T rounds v is what is released of the whole mean vector, in between v grows by
 * what is released of its change, and x ← Π(x − η Uᵀv) (Murata & Suzuki, arXiv 2302.03884, algorithms 1 and 3; T = 1 is DP-GD). A member's
 * vector is its gradient, or, in `zo-diff2`, its differences along the public directions U of the block. Clip radius: C₁, or C₂‖xᵣ − xᵣ₋₁‖, a
 * function of what was released before; so the cost of a release does not depend on the data.
 *
 * Everything here is computed from releases, so it may be told to anybody. The last iterate is the result: the theorem's random one would
 * be worse by all that was gained since.
 *
 * O(K d) a round.
 */
export function differenceDescentServer(options: DifferenceDescentOptions, plan: RunPlan): ServerHalf {
  const { members, clip, restart, noise } = privacyOf(plan);
  const length = vectorLength(options, plan.dimension);
  const margin = marginOf(options);
  if (options.kind === 'dp-gd' && restart !== 1)
    throw new InvalidArgumentError(
      'privacy.restart',
      `is ${restart}, but dp-gd releases the whole gradient every round; take 1, or diff2-gd`,
    );

  const inBox = (x: Float64Array): Float64Array => x.map((coordinate) => Math.min(1 - margin, Math.max(margin, coordinate)));
  const isWhole = ({ releases }: DescentState): boolean => releases % restart === 0;
  /** The number of the first release of the block: names its directions. */
  const blockOf = ({ releases }: DescentState): number => releases - (releases % restart);

  return {
    phases: ['release'],
    init(start): DescentState {
      const iterate = inBox(start);
      return { iterate, previous: iterate, estimate: new Float64Array(length), releases: 0 };
    },
    broadcast(given) {
      const state = given as DescentState;
      return { previous: state.previous, block: Float64Array.of(blockOf(state), isWhole(state) ? 0 : 1) };
    },
    broadcastKinds: { previous: 'position', block: 'figures' },
    expects: () => ({ [SUM]: [length] }),
    release(given) {
      const state = given as DescentState;
      if (isWhole(state)) return { dimension: length, clipRadius: clip.restart, noiseMultiplier: noise.restart };
      const distance = Math.max(distanceOf(state.iterate, state.previous), LEAST_DISTANCE);
      return { dimension: length, clipRadius: clip.difference * distance, noiseMultiplier: noise.difference };
    },
    update(given, _, { tensors }): DescentState {
      const state = given as DescentState;
      const released = tensorValues(tensors, RELEASE);
      const estimate = released.map((sum, k) => (isWhole(state) ? 0 : state.estimate[k]!) + sum / members);
      const next = Float64Array.from(state.iterate);
      const directions = blockDirections(plan, blockOf(state), length);
      directions.forEach((direction, k) => {
        const step = options.learningRate * estimate[k]!;
        for (let j = 0; j < next.length; j++) next[j] = next[j]! - step * direction[j]!;
      });
      return { iterate: inBox(next), previous: state.iterate, estimate, releases: state.releases + 1 };
    },
  };
}

function distanceOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(sum);
}
