import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bodyDigest, dataSetFileName, provideLedgerSigner } from '@fedzoo/platform-node';
import { openLedgers, type Ledgers } from '@fedzoo/shared/ledger';
import { lockDirectory } from '../journal/directory-lock.js';
import { UserError } from '../user-error.js';
import { folderStorage } from './folder-storage.js';

/** Below a data directory: one folder a data set. */
export const LEDGERS_FOLDER = 'ledgers';

/** The ledgers of a folder, for this process alone until it is closed. */
export interface LedgerFolder extends Ledgers {
  close(): void;
}

/**
 * Opens the ledgers of an agent's data directory or of the folder that a simulation writes to, for this process alone; the folder and
 * its key are made at first use. Throws `UserError` where another process has them or the folder cannot be made.
 *
 * ```ts
 * const folder = await openLedgerFolder('agent-data');
 * const ledger = await folder.ledger('patients');
 * await ledger.open({ keeper: 'client', dataSet: 'patients', unit: 'record', relation: 'add-remove', trust: 'local', budget: { epsilon: 3, delta: 1e-6 } });
 * ```
 */
export async function openLedgerFolder(dataDirectory: string): Promise<LedgerFolder> {
  const directory = resolve(dataDirectory);
  const ledgers = join(directory, LEDGERS_FOLDER);
  try {
    mkdirSync(ledgers, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError('--data', `${ledgers} cannot be made a directory: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const unlock = lockDirectory(ledgers);
  try {
    const signer = await provideLedgerSigner(directory);
    const storage = (dataSet: string) => folderStorage(join(ledgers, dataSetFileName(dataSet)));
    return { ...openLedgers({ storage, signer, digest: bodyDigest }), close: unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}
