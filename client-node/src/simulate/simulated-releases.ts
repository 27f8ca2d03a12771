import { ledgerVerifier, systemEntropy, volatileLedgers } from '@fedzoo/platform-node';
import { openRunReleases, type RunPlan, type RunReleases } from '@fedzoo/shared/federation/server';
import { openLedgerFolder } from '../ledger/ledger-folder.js';

/** The releases of a simulated run, and what must be let go of behind it. */
export interface SimulatedReleases extends RunReleases {
  /** Lets go of the ledger; a run that was interrupted can then be resumed. */
  leave(): void;
}

/**
 * Where the coordinator of a simulated run releases; undefined where the run is not private. Its ledger is in the folder of `--out`, where a
 * resumed run goes on with it, or is gone with the process.
 */
export async function openSimulatedReleases(plan: RunPlan, directory: string | undefined): Promise<SimulatedReleases | undefined> {
  if (plan.privacy === undefined) return undefined;
  const folder = directory === undefined ? { ...volatileLedgers(), close: () => undefined } : await openLedgerFolder(directory);
  try {
    const planDigest = ledgerVerifier.sha256(JSON.stringify(plan));
    const releases = await openRunReleases(plan, { ledger: (dataSet) => folder.ledger(dataSet), entropy: systemEntropy, planDigest });
    if (releases === undefined) throw new Error('a private run has releases');
    return { ...releases, leave: () => folder.close() };
  } catch (error) {
    folder.close();
    throw error;
  }
}
