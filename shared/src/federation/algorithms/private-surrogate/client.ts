import type { PrivateClientHalf } from '../../releases/disclosing-client.js';
import { privacyOf } from '../../releases/privacy-plan.js';
import { recursionClient } from '../difference-recursion/client.js';
import { blockDirections, directionCount, scaled } from '../difference-recursion/directions.js';
import { createLatest } from '../difference-recursion/latest.js';
import { differenceVectors } from '../difference-recursion/member-vectors.js';
import type { PrivateSurrogateOptions } from './options.js';

/**
 * The client of `privateSurrogateServer`: the values at the shared design, less that at the iterate, as one vector a member; divided by ρ, so
 * that clip radii are in units of slopes as everywhere. K + 1 queries a round.
 */
export function privateSurrogateClient(options: PrivateSurrogateOptions): PrivateClientHalf {
  return recursionClient({
    length: (dimension) => directionCount(options, dimension),
    *vectorsAt(x, block, { plan, workspace }) {
      const { radius } = options;
      const latest = workspace.recall('private-surrogate', () => createLatest<readonly Float64Array[]>());
      const displacements = latest(block, () =>
        blockDirections(plan, block, directionCount(options, x.length)).map((direction) => scaled(direction, radius)),
      );
      return yield* differenceVectors(x, { displacements, divisor: radius, unit: privacyOf(plan).unit });
    },
  });
}
