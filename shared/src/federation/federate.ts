import { InvalidArgumentError } from '../errors.js';
import type { ClientPool } from './client-pool.js';
import type { Contribution, Task } from './messages.js';
import type { Cohort } from './releases/poisson-cohort.js';
import type { ReleaseDesk } from './releases/release-desk.js';
import { SUM } from './releases/release-terms.js';
import type { PhaseSummary, RoundEngine } from './round-engine.js';
import type { RunState } from './run-state.js';

/** How messages get from the engine to the clients and back, other than as they are: through the codec, say. */
export interface Channel {
  down(task: Task): Task;
  up(contribution: Contribution): Contribution;
}

/** Messages passed as they are. */
export const directChannel: Channel = { down: (task) => task, up: (contribution) => contribution };

export interface ClosedPhase {
  readonly state: RunState;
  readonly summary: PhaseSummary;
}

export interface FederationParts {
  readonly engine: RoundEngine;
  readonly state: RunState;
  readonly pool: Pick<ClientPool, 'run'>;
  readonly channel: Channel;
  /** Where a private run releases; others need none. */
  readonly releases?: ReleaseDesk | undefined;
  /** Who takes part in the next round of a sampled private run, of all members, by secret coins; others have everybody. */
  readonly cohort?: Cohort | undefined;
}

/**
 * A federation without a network: opens, runs and closes one phase after the other from the given state until the run is finished, and
 * gives the state after each. In a private run the consumer tells the desk before it writes a state down (`ReleaseDesk.published`), and a
 * spent budget rejects with `BudgetSpentError` before the next phase. The consumer decides whether to go on, so stop rules, checkpoints and observers stay outside.
 */
export async function* federate(parts: FederationParts): AsyncGenerator<ClosedPhase, void, void> {
  const { engine } = parts;
  let { state } = parts;
  while (state.status !== 'finished') {
    // A state written in the middle of a phase has it open already.
    if (state.status === 'ready') {
      await authorise(parts, state);
      state = engine.openPhase(state, parts.cohort?.(state.members.map(({ client }) => client)) ?? 'all', 0);
    }
    const closed = await runPhase({ ...parts, state });
    state = closed.state;
    yield closed;
  }
}

/** The closing phase of a run whose last value is not known: see `RoundEngine.openClosing`. */
export function closeFederation(parts: FederationParts): Promise<ClosedPhase> {
  return runPhase({ ...parts, state: parts.engine.openClosing(parts.state, 'all', 0) });
}

/** Before a phase of a private run is opened: see `ReleaseDesk.authorise`. */
async function authorise({ engine, releases }: FederationParts, state: RunState): Promise<void> {
  const terms = engine.releaseTerms(state);
  if (terms !== undefined) await deskOf(releases).authorise(state, terms);
}

function deskOf(releases: ReleaseDesk | undefined): ReleaseDesk {
  if (releases === undefined) throw new Error('a private run needs a desk for its releases');
  return releases;
}

async function runPhase({ engine, state, pool, channel, releases }: FederationParts): Promise<ClosedPhase> {
  const contributions = await pool.run(engine.tasks(state).map((task) => channel.down(task)));
  const accepted = engine.accept(
    state,
    contributions.map((contribution) => channel.up(contribution)),
  );
  const refused = accepted.verdicts.find(({ kind }) => kind !== 'accepted');
  // What the experiment says of its members can be wrong; all else would be a defect.
  if (refused?.kind === 'invalid' && refused.field === `tensors.${SUM}`)
    throw new InvalidArgumentError('privacy.members', `is too small: the sum of a client ${refused.text}`);
  if (refused !== undefined) throw new Error(`the engine refused a contribution of its own clients: ${JSON.stringify(refused)}`);
  const pending = engine.pendingRelease(accepted.state);
  const released = pending === undefined ? undefined : await deskOf(releases).release(accepted.state, pending);
  return engine.closePhase(accepted.state, released);
}
