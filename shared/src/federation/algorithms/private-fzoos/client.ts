import type { FourierFeatures } from '../../../surrogate/fourier-features.js';
import type { PrivateClientHalf } from '../../releases/disclosing-client.js';
import { privacyOf } from '../../releases/privacy-plan.js';
import { recursionClient } from '../difference-recursion/client.js';
import { createLatest } from '../difference-recursion/latest.js';
import { differenceVectors } from '../difference-recursion/member-vectors.js';
import { blockSurrogate, designSize, localFeatures, type BlockSurrogate } from './block-surrogate.js';
import type { PrivateFzoosOptions } from './options.js';

/**
 * The client of `privateFzoosServer`: the weights of its surrogate around the iterate, or their change, a vector a member; 2 K + 1 queries
 * a round. As the fit is linear in the values by a matrix that no data enter, the weights of a client are the mean of its records' weights,
 * and each record's may be clipped by itself: unit `record` is as sound as unit `client`, and n times cheaper.
 */
export function privateFzoosClient(options: PrivateFzoosOptions): PrivateClientHalf {
  return recursionClient({
    length: (dimension) => designSize(options, dimension),
    *vectorsAt(x, block, { plan, kernels, workspace }) {
      const features = workspace.recall<FourierFeatures>('private-fzoos features', () => localFeatures(options, plan, kernels));
      const latest = workspace.recall('private-fzoos', () => createLatest<BlockSurrogate>());
      const surrogate = latest(block, () => blockSurrogate(options, { plan, kernels, features, block }));
      const { displacements } = surrogate;
      const { count, values } = yield* differenceVectors(x, { displacements, divisor: 1, unit: privacyOf(plan).unit });
      for (let at = 0; at < values.length; at += displacements.length)
        values.set(surrogate.coordinates(values.subarray(at, at + displacements.length)), at);
      return { count, values };
    },
  });
}
