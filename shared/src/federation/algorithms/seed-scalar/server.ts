import { InvalidArgumentError } from '../../../errors.js';
import { figureDtype, roundToDtype } from '../../../numeric/dtype.js';
import type { RunPlan } from '../../messages.js';
import type { ServerHalf, ServerState } from '../../server-half.js';
import { tensorValues } from '../../tensor.js';
import { catchUp, type PublicLog } from './catch-up.js';
import { mostUpdates } from './directions.js';
import { firstModel, modelOf, replayed, type PublicModel } from './model.js';
import { scalarsARound, STATISTICS, type SeedScalarOptions } from './options.js';

type SeedScalarState = ServerState & PublicModel & { readonly log: readonly Float64Array[] };

/**
 * DeComFL (arXiv 2405.15861): directions are public, only numbers travel. Clients send derivatives along them, the mean is
 * the public record of the round, and every node makes the same step from it. The coordinator keeps the last L rounds of that record
 * for those who missed them, and the model for those who missed more, so a sleeping client pins nothing.
 *
 * Up K·P + 3 numbers, down as many a round since the client's last one; d numbers once, when a client comes in. Shared curvature as in HiSo
 * (arXiv 2506.02370), normalised steps as in FZOO (arXiv 2506.09034), a derivative cut at a bound as in QZO (arXiv 2505.13430).
 *
 * Deviations: differences are central; the bound of a derivative follows the public scalars instead of being a constant; the coordinator
 * holds the model too, so that somebody has it whoever sleeps. O(K·P·d) a round.
 */
export function seedScalarServer(options: SeedScalarOptions, plan: RunPlan): ServerHalf {
  const rule = { options, plan };
  if (plan.rounds > mostUpdates(options)) {
    throw new InvalidArgumentError(
      'algorithm.directions',
      `${scalarsARound(options)} a round are more than 2³² in ${plan.rounds} rounds; take fewer directions, local iterations or rounds`,
    );
  }
  return {
    phases: ['scalars'],
    contributionKinds: { scalars: 'figures', statistics: 'figures' },
    init(start): SeedScalarState {
      return { ...firstModel(start, rule), log: [] };
    },
    broadcast: () => ({}),
    expects: () => ({ scalars: [scalarsARound(options)], statistics: [STATISTICS] }),
    replay: {
      version: (state) => publicLogOf(state).model.version,
      catchUp: (state, known) => catchUp(publicLogOf(state), known, plan),
    },
    update(state, _phase, { tensors, contributors }): SeedScalarState {
      const { model, log } = publicLogOf(state);
      // What travels is what is applied: the mean as the wire can hold it.
      const [change = 0, known = 0, noise = 0] = tensorValues(tensors, 'statistics');
      // The noise of a mean over the contributors, as if they weighed the same.
      const statistics = [change, known, noise / contributors];
      const record = roundToDtype(Float64Array.of(...tensorValues(tensors, 'scalars'), ...statistics), figureDtype(plan.dtype));
      return { ...replayed(model, record, rule), log: [...log, record].slice(-options.logRounds) };
    },
  };
}

function publicLogOf(state: ServerState): PublicLog {
  const { log } = state;
  const model = modelOf(state);
  if (model === undefined || !Array.isArray(log)) throw new Error('the state of seed-scalar lacks its model or its log');
  return { model, log: log as readonly Float64Array[] };
}
