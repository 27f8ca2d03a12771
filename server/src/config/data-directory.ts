import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { InvalidArgumentError } from '@fedzoo/shared/errors';

/** A coordinator that was told to end may take this long to let go. */
const CLOSING_WAIT_MS = 2500;

/** A directory that this process alone uses until it lets go of it. */
export interface DataDirectory {
  readonly path: string;
  readonly databasePath: string;
  readonly release: () => void;
}

/**
 * Makes the directory if need be and takes it for this process. The lock is one of SQLite's on an empty file, so the operating system
 * takes it back when the process ends, however it ends, and the database itself stays readable for backups. Throws
 * `InvalidArgumentError` if the directory cannot be used or another coordinator has it.
 */
export function claimDataDirectory(directory: string): DataDirectory {
  const path = resolve(directory);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new InvalidArgumentError(
      'data',
      `${path} cannot be used as a data directory (${reasonOf(error)}); give a directory that you may write to`,
      {
        cause: error,
      },
    );
  }
  const lock = new DatabaseSync(join(path, 'coordinator.lock'), { timeout: CLOSING_WAIT_MS });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw new InvalidArgumentError(
      'data',
      `${path} is in use by another coordinator; stop that one, or give this one a directory of its own`,
      {
        cause: error,
      },
    );
  }
  return { path, databasePath: join(path, 'coordinator.db'), release: () => lock.close() };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
