import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { bodyDigest, ledgerSigner, ledgerVerifier, systemEntropy } from '@fedzoo/platform-node';
import { memoryStorage, openLedgers } from '@fedzoo/shared/ledger';
import { openRunReleases, type RunId, type RunPlan, type RunReleases } from '@fedzoo/shared/federation/server';
import { openLedgerFolder, type LedgerFolder } from '../ledger/ledger-folder.js';

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
  const folder = directory === undefined ? volatileLedgers() : await openLedgerFolder(directory);
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

/** Ledgers that nobody can ask afterwards, signed by a key that nobody has. */
function volatileLedgers(): LedgerFolder {
  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { ...openLedgers({ storage: () => memoryStorage(), signer: ledgerSigner(key), digest: bodyDigest }), close: () => undefined };
}

/** A name that no other run about the same data has: its releases are told apart by it. Of the length of every run's. */
export function privateRunId(): RunId {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return `run-${[...randomBytes(8)].map((byte) => letters[byte % letters.length]).join('')}` as RunId;
}
