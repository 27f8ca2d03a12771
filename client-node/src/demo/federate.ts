import type { Experiment } from '@fedzoo/shared/experiment';
import type { RoundRow } from '@fedzoo/shared/telemetry';
import { join } from 'node:path';
import { createRunApi } from '../commands/run-api.js';
import { startCoordinator } from '../simulate/coordinator-process.js';
import { startAgents } from './agent-processes.js';
import { followRun, type FollowedRun } from './follow-run.js';
import type { Demonstration } from './prepare.js';

export interface FederationEvents {
  /** The coordinator is there; its page can be watched. */
  readonly page: (url: string) => void;
  /** All clients have joined. */
  readonly start: () => void;
  readonly round: (row: RoundRow, iterate: readonly number[]) => void;
}

export interface Federated {
  readonly run: FollowedRun;
  /** The coordinator's ledger of a private run that was not interrupted, a JSON line an entry. */
  readonly ledger: string | undefined;
  /** Resolves when all processes are gone. */
  readonly closed: Promise<unknown>;
}

/**
 * Starts the coordinator and the agents as processes of their own, submits the experiment, watches it to its end, and ends the
 * processes. Interrupted, it gives what there is so far, and the ending of the processes is left to `closed`.
 */
export async function federateProcesses(
  {
    experiment,
    demonstration,
    directory,
  }: { readonly experiment: Experiment; readonly demonstration: Demonstration; readonly directory: string },
  { signal, events }: { readonly signal: AbortSignal; readonly events: FederationEvents },
): Promise<Federated> {
  const coordinator = await startCoordinator(join(directory, 'coordinator'));
  const agents = startAgents(demonstration.clients, coordinator);
  const close = (): Promise<unknown> => Promise.all([agents.close(), coordinator.close()]);
  try {
    events.page(`${coordinator.url}/#token=${coordinator.adminToken}`);
    const broken = Promise.race([coordinator.ended, agents.failed]);
    const api = createRunApi({ server: coordinator.url, token: coordinator.adminToken, signal });
    const nothing: FollowedRun = { rows: [], iterate: undefined, stopped: 'interrupted', privacy: undefined };
    const submitted = await Promise.race([api.submit(experiment), broken]).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    const run =
      submitted === undefined
        ? nothing
        : await followRun(api, submitted.id, { signal, broken, onStart: events.start, onRound: events.round });
    const ledger =
      run.privacy === undefined || signal.aborted ? undefined : await api.ledger(experiment.privacy?.dataSet ?? experiment.name);
    return { run, ledger, closed: close() };
  } catch (error) {
    await close();
    throw error;
  }
}
