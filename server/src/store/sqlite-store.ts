import { DatabaseSync } from '@photostructure/sqlite';
import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { Kysely } from 'kysely';
import { createKyselyStore } from './kysely-store.js';
import { migrateToLatest, type DatabaseWords } from './migrations.js';
import type { Tables } from './schema.js';
import { createSqliteDialect } from './sqlite-dialect.js';
import type { Store } from './store.js';

/** How long a statement waits for another process that reads or backs up the file. */
const BUSY_TIMEOUT_MS = 5000;
/** What `pragma synchronous` says where every commit is synced. */
const FULL = 2;

const SQLITE: DatabaseWords = {
  bytes: 'blob',
  appendOnly: (table) =>
    (['update', 'delete'] as const).map(
      (change) =>
        `create trigger ${table}_no_${change} before ${change} on ${table} begin select raise(abort, 'rows of ${table} are never changed'); end`,
    ),
  // It stands in the way of "insert or replace", too, which deletes without asking the other triggers.
  withoutGap: (table, { group, number }) => [
    `create trigger ${table}_no_gap before insert on ${table} ` +
      `when new.${number} <> (select coalesce(max(${number}), -1) + 1 from ${table} where ${group} = new.${group}) ` +
      `begin select raise(abort, 'a row of ${table} does not follow on the last'); end`,
  ],
};

/**
 * The store in a SQLite file, or in memory for `':memory:'`. The write-ahead log is synced at every commit (synchronous = FULL), so
 * what was written survives the loss of power, not only the end of the process. Throws `InvalidArgumentError` if the file is no
 * database, or one of a later version.
 */
export async function openSqliteStore(location: string): Promise<Store> {
  const database = openDatabase(location);
  const kysely = new Kysely<Tables>({ dialect: createSqliteDialect(database) });
  try {
    await migrateToLatest(kysely, SQLITE);
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
    // A build of SQLite may take the word and ignore it; a ledger that is not on the disk when a promise resolves would be a broken one.
    const { synchronous } = database.prepare('pragma synchronous').get() as { readonly synchronous: number };
    if (synchronous !== FULL) throw new Error(`its "synchronous" is ${synchronous}, not ${FULL}`);
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
