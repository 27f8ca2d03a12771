import type { PrivateClientHalf } from '../../releases/disclosing-client.js';
import { privacyOf } from '../../releases/privacy-plan.js';
import { recursionClient } from '../difference-recursion/client.js';
import { blockDirections, scaled } from '../difference-recursion/directions.js';
import { createLatest } from '../difference-recursion/latest.js';
import { differenceVectors, gradientVectors } from '../difference-recursion/member-vectors.js';
import type { DifferenceDescentOptions } from './options.js';
import { vectorLength } from './vector-length.js';

/**
 * The client of `differenceDescentServer`. `zo-diff2`: forward differences along the directions of the block, K + 1 queries a round, twice
 * as many after a round that was missed; the others gradients, 1.
 */
export function differenceDescentClient(options: DifferenceDescentOptions): PrivateClientHalf {
  return recursionClient({
    length: (dimension) => vectorLength(options, dimension),
    *vectorsAt(x, block, { plan, workspace }) {
      const { unit } = privacyOf(plan);
      if (options.kind !== 'zo-diff2') return yield* gradientVectors(x, unit);
      const count = vectorLength(options, x.length);
      const radius = options.smoothingRadius;
      const latest = workspace.recall('zo-diff2', () => createLatest<readonly Float64Array[]>());
      const displacements = latest(block, () => blockDirections(plan, block, count).map((direction) => scaled(direction, radius)));
      return yield* differenceVectors(x, { displacements, divisor: radius, unit });
    },
  });
}
