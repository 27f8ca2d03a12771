import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockDirectory } from '../journal/directory-lock.js';
import { openPhaseStore, type PhaseStore } from '../journal/phase-store.js';
import { openQueryJournal, type QueryJournal } from '../journal/query-journal.js';
import { UserError } from '../user-error.js';
import { createOwnReleases, type OwnReleases } from './own-releases.js';
import { checkClientIds, clientIds, openIdentity } from './identity.js';

/** All that one host keeps: who it is, what its clients spent, and where they stand in their runs. */
export interface DataDirectory {
  readonly hostName: string;
  readonly clientIds: readonly string[];
  readonly journal: QueryJournal;
  readonly store: PhaseStore;
  readonly releases: OwnReleases;
  close(): Promise<void>;
}

export interface DataDirectoryOptions {
  /** Name of the host; made up at first where it is missing. */
  readonly name?: string | undefined;
  /** How many clients the host has; one that bears the host's name where it is missing. */
  readonly clients?: number | undefined;
  /** ε that private runs may spend on the data of a client, over all of them; what the first run about them says where it is missing. */
  readonly epsilon?: number | undefined;
  /** The clients' ids, instead of `clients`. */
  readonly clientIds?: readonly string[] | undefined;
}

/** Opens a data directory, creating it if it is missing, for this process alone. Throws `UserError`, `DamagedLogError`. */
export function openDataDirectory(path: string, { name, clients, clientIds: ids, epsilon }: DataDirectoryOptions): DataDirectory {
  const directory = resolve(path);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError('--data', `${directory} cannot be made a directory: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const unlock = lockDirectory(directory);
  try {
    const identity = openIdentity(directory, name);
    const ownIds = ids === undefined ? clientIds(identity, clients) : checkClientIds(ids, 'clientIds');
    const journal = openQueryJournal(join(directory, 'journal.log'));
    const store = openPhaseStore(directory);
    const releases = createOwnReleases(directory, epsilon);
    return {
      hostName: identity.base,
      clientIds: ownIds,
      journal,
      store,
      releases,
      async close() {
        try {
          await Promise.all([journal.close(), store.close(), releases.close()]);
        } finally {
          unlock();
        }
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
