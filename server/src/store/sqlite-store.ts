import { DatabaseSync } from '@photostructure/sqlite';
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
 * what was written survives the loss of power, not only the end of the process.
 */
export async function openSqliteStore(location: string): Promise<Store> {
  const database = new DatabaseSync(location, { timeout: BUSY_TIMEOUT_MS });
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
  const kysely = new Kysely<Tables>({ dialect: createSqliteDialect(database) });
  try {
    await migrateToLatest(kysely, { bytes: 'blob' });
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
  return createKyselyStore(kysely);
}
