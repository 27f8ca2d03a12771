import { claimDataDirectory } from '../config/data-directory.js';
import { openSqliteStore } from '../store/sqlite-store.js';
import { coordinatorLedgers, type CoordinatorLedgers } from './coordinator-ledgers.js';

/** The ledgers of a coordinator that does not run. */
export interface StoredLedgers extends CoordinatorLedgers {
  close(): Promise<void>;
}

/**
 * Opens the ledgers in a coordinator's data directory without starting one, to read or export them, or to release by them. Rejects with
 * `InvalidArgumentError` where a coordinator has the directory.
 */
export async function openStoredLedgers(dataDirectory: string): Promise<StoredLedgers> {
  const directory = claimDataDirectory(dataDirectory);
  try {
    const store = await openSqliteStore(directory.databasePath);
    return {
      ...coordinatorLedgers(directory.path, store.ledgers),
      async close() {
        await store.close();
        directory.release();
      },
    };
  } catch (error) {
    directory.release();
    throw error;
  }
}
