import { DatabaseSync } from '@photostructure/sqlite';
import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { Kysely } from 'kysely';
import { createKyselyStore } from './kysely-store.js';
import { migrateToLatest } from './migrations.js';
import type { Tables } from './schema.js';
import { createSqliteDialect } from './sqlite-dialect.js';
import type { Store } from './store.js';

/** How long a statement waits for another process that reads or backs up the file. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * The store in a SQLite file, or in memory for `':memory:'`. The write-ahead log is synced at every commit (synchronous = FULL), so
 * what was written survives the loss of power, not only the end of the process. Throws `InvalidArgumentError` if the file is no
 * database, or one of a later version.
 */
export async function openSqliteStore(location: string): Promise<Store> {
  const database = openDatabase(location);
  const kysely = new Kysely<Tables>({ dialect: createSqliteDialect(database) });
  try {
    await migrateToLatest(kysely, { bytes: 'blob' });
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
  return createKyselyStore(kysely);
}

function openDatabase(location: string): InstanceType<typeof DatabaseSync> {
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    database = new DatabaseSync(location, { timeout: BUSY_TIMEOUT_MS });
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
    return database;
  } catch (error) {
    database?.close();
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new InvalidArgumentError(
      'data',
      `${location} cannot be read as a database (${reason}); restore it from a backup, or use another data directory`,
      {
        cause: error,
      },
    );
  }
}
